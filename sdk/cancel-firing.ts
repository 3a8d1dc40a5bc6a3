import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer } from './expect-answer.ts';
import { pathPart } from './path-part.ts';

/** How many runs of a firing were cancelled at once, were told to stop, and had ended before. */
export interface CancelledFiring {
  readonly cancelled: number;
  readonly requested: number;
  readonly final: number;
}

/**
 * Cancels every run of a firing that has not ended; see `cancelRun`. For who fired it, and admins.
 *
 * @throws {HooklineProblem} `firing-not-found`, `firing-of-another`.
 */
export async function cancelFiring(connection: HooklineConnection, id: string): Promise<CancelledFiring> {
  const path = `/v1/firings/${pathPart(id, 'id')}/cancel`;
  const answer = await callApi(connection, { method: 'POST', path, body: '{}' });
  return expectAnswer<CancelledFiring>(answer, {
    cancelled: 'number',
    requested: 'number',
    final: 'number',
  });
}
