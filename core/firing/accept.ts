import type { AcceptedFiring } from '../contract/firing.ts';
import { eventsOfFiring } from '../events/firing-event.ts';
import { sha256Parts } from '../hash.ts';
import { findHook } from '../hooks/find-hook.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { Expressions } from '../ports/expressions.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import type { HookStore } from '../ports/hook-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { SchemaValidator } from '../ports/schema-validator.ts';
import { declareProblem } from '../problem.ts';
import { checkPayload } from './check-payload.ts';
import { plan } from './plan.ts';

const idempotencyKeyReused = declareProblem('idempotency-key-reused', {
  status: 409,
  title: 'The idempotency key belongs to another request',
});

export interface FireRequest {
  readonly hook: string;
  /** JSON in UTF-8, kept byte for byte. */
  readonly payload: Uint8Array;
  readonly tags: readonly string[];
  readonly allHandlers: boolean;
  readonly idempotencyKey?: string | undefined;
}

/**
 * Takes a firing: checks it, plans its runs, stores both and hands them to the engine. When this resolves the firing is
 * durable and will be carried out, once per idempotency key (of one caller and hook). The same key with another
 * payload, tags or `allHandlers` is a conflict.
 */
export async function accept(
  deps: {
    hooks: Pick<HookStore, 'get'>;
    handlers: Pick<HandlerStore, 'select'>;
    firings: Pick<FiringStore, 'accept'>;
    schemas: SchemaValidator;
    expressions: Expressions;
    clock: Clock;
    ids: Ids;
  },
  caller: Caller,
  request: FireRequest,
): Promise<AcceptedFiring> {
  requirePermission(caller, 'fire');
  const hook = await findHook(deps, request.hook);
  checkPayload(deps, hook, request.payload);

  const now = deps.clock.now();
  const id =
    request.idempotencyKey === undefined
      ? deps.ids.next()
      : firingIdFor(caller.userId, request.hook, request.idempotencyKey);
  const { runs, handlers, executionType } = await plan(deps, {
    allHandlers: request.allHandlers,
    payload: request.payload,
    event: {
      hook: request.hook,
      tags: request.tags,
      firedBy: caller.userName,
      firingId: id,
      acceptedAt: new Date(now).toISOString(),
    },
  });
  const firing = {
    id,
    hook: request.hook,
    tags: request.tags,
    allHandlers: request.allHandlers,
    firedById: caller.userId,
    firedBy: caller.userName,
    fingerprint: fingerprint(request),
    payloadBytes: request.payload.byteLength,
    plan: runs,
    executionType,
    acceptedAt: now,
    finishedAt: runs.length === 0 ? now : null,
  };
  const { existing } = await deps.firings.accept(firing, request.payload, () =>
    eventsOfFiring(firing, handlers),
  );
  if (existing !== undefined && existing.fingerprint !== firing.fingerprint) {
    throw idempotencyKeyReused(
      'This Idempotency-Key was sent before with another payload, tags or allHandlers. Use a new key for a new firing.',
      { field: 'Idempotency-Key' },
    );
  }
  return { id: firing.id, duplicate: existing !== undefined };
}

/** The key decides the id, so that one conditional write keeps both unique. */
function firingIdFor(userId: string, hook: string, idempotencyKey: string): string {
  // No hyphen at its beginning, as with other ids: on a command line it would be an option.
  return sha256Parts([userId, hook, idempotencyKey]).slice(0, 22).replace(/^-/, '0');
}

function fingerprint(request: FireRequest): string {
  return sha256Parts([[...request.tags].sort().join('\n'), String(request.allHandlers), request.payload]);
}
