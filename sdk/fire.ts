import type { AcceptedFiring } from '../core/contract/firing.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { writeExactly } from './exact-json.ts';
import { expectAnswer } from './expect-answer.ts';
import { pathPart } from './path-part.ts';

export interface FireOptions {
  /** The chosen tags, at most 50 of 1 to 128 characters: handlers with at least one of them run, and those without tags. */
  readonly tags?: readonly string[] | undefined;
  /**
   * Names this firing, 1 to 255 visible ASCII characters: fired again with the same key and content, it is not carried
   * out twice. The same key with other content is refused.
   */
  readonly idempotencyKey?: string | undefined;
  /** Run every handler of the hook, whatever its tags. */
  readonly allHandlers?: boolean | undefined;
}

/**
 * Fires a hook: every matching handler runs. Resolves when the firing is stored durably; it is then carried out.
 * Attempts that fail are repeated under one idempotency key, so that they never double it.
 *
 * @param payload its fields become the handlers' input; at most 1 MiB and 64 levels deep. An object is sent as JSON, a
 *   BigInt in it as an integer, to the last digit. A string or bytes must be JSON already and travel byte for byte.
 * @returns the firing's id; `duplicate` is true when your `idempotencyKey` had been accepted before.
 * @throws {HooklineProblem} `hook-not-found`, `payload-invalid`, `payload-too-large`, `idempotency-key-reused`, ...
 */
export async function fire(
  connection: HooklineConnection,
  hook: string,
  payload: object | string | Uint8Array,
  options: FireOptions = {},
): Promise<AcceptedFiring> {
  const query = new URLSearchParams((options.tags ?? []).map((tag): [string, string] => ['tag', tag]));
  if (options.allHandlers === true) query.set('allHandlers', 'true');
  const answer = await callApi(connection, {
    method: 'POST',
    path: `/v1/hooks/${pathPart(hook, 'hook')}/firings`,
    query,
    headers: { 'idempotency-key': options.idempotencyKey ?? crypto.randomUUID() },
    body:
      typeof payload === 'string' || payload instanceof Uint8Array
        ? payload
        : writeExactly(payload, 'payload'),
  });
  const { id, duplicate } = expectAnswer<AcceptedFiring>(answer, { id: 'string', duplicate: 'boolean' });
  // A key made here is known from a lost attempt of this very call at most.
  return { id, duplicate: options.idempotencyKey !== undefined && duplicate };
}
