import type { Hook, NewEventBinding, NewHook } from '../contract/hook.ts';
import { limits } from '../contract/limits.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { EventBinding, HookRecord, HookStore } from '../ports/hook-store.ts';
import type { SchemaValidator } from '../ports/schema-validator.ts';
import { declareProblem } from '../problem.ts';

const schemaInvalid = declareProblem('payload-schema-invalid', {
  status: 422,
  title: 'The payload schema is no valid JSON Schema',
});
const schemaTooLarge = declareProblem('payload-schema-too-large', {
  status: 413,
  title: 'The payload schema is too large',
});

interface Deps {
  readonly hooks: Pick<HookStore, 'get' | 'put'>;
  readonly events: Pick<EventLog, 'latestOffset'>;
  readonly schemas: SchemaValidator;
  readonly clock: Pick<Clock, 'now'>;
}

/** Adds a hook, or changes its description, schema and binding to events; admins only. */
export async function addHook(deps: Deps, caller: Caller, draft: NewHook): Promise<Hook> {
  requirePermission(caller, 'administer');
  const { payloadSchema, onEvent, ...rest } = draft;
  if (payloadSchema !== undefined) {
    const sizeBytes = Buffer.byteLength(JSON.stringify(payloadSchema));
    if (sizeBytes > limits.schemaBytes) {
      throw schemaTooLarge(
        `The schema has ${sizeBytes} bytes, and at most ${limits.schemaBytes} are taken.`,
        {
          field: 'payloadSchema',
        },
      );
    }
    const problem = deps.schemas.problem(payloadSchema);
    if (problem !== undefined) throw schemaInvalid(problem, { field: 'payloadSchema' });
  }
  const stored = await deps.hooks.put({
    ...rest,
    ...(payloadSchema !== undefined && { payloadSchema }),
    ...(onEvent !== undefined && { onEvent: await bind(deps, caller, draft.name, onEvent) }),
    createdAt: deps.clock.now(),
  });
  return presentHook(stored);
}

/** The binding that stands, where it is the same: its place in the log is kept. Else a new one, for events from now on. */
async function bind(
  deps: Deps,
  caller: Caller,
  hook: string,
  { key, namespace, sender, eventType }: NewEventBinding,
): Promise<EventBinding> {
  const standing = (await deps.hooks.get(hook))?.onEvent;
  const same =
    standing !== undefined &&
    standing.key === key &&
    standing.namespace === namespace &&
    standing.sender === sender &&
    standing.eventType === eventType;
  if (same) return standing;
  const after = await deps.events.latestOffset();
  return { key, namespace, sender, eventType, boundById: caller.userId, boundBy: caller.userName, after };
}

export function presentHook({ onEvent, ...hook }: HookRecord): Hook {
  const createdAt = new Date(hook.createdAt).toISOString();
  if (onEvent === undefined) return { ...hook, createdAt };
  const { boundById: _, ...binding } = onEvent;
  return { ...hook, onEvent: binding, createdAt };
}
