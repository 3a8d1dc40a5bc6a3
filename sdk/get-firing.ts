import type { Firing } from '../core/contract/firing.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer } from './expect-answer.ts';
import { pathPart } from './path-part.ts';

/**
 * A firing as it stands now: its state, its history, and the runs that the user of the API key may see.
 *
 * @throws {HooklineProblem} `firing-not-found`.
 */
export function getFiring(connection: HooklineConnection, id: string): Promise<Firing> {
  return askForFiring(connection, id, 0);
}

/**
 * @internal Like `getFiring`, answered when the firing is finished or after `waitSeconds`, at most 25.
 *
 * @param retrySeconds how long to go on trying, in place of the connection's patience.
 */
export async function askForFiring(
  connection: HooklineConnection,
  id: string,
  waitSeconds: number,
  retrySeconds?: number,
): Promise<Firing> {
  const answer = await callApi(connection, {
    method: 'GET',
    path: `/v1/firings/${pathPart(id, 'id')}`,
    ...(retrySeconds !== undefined && { retrySeconds }),
    ...(waitSeconds > 0 && { query: new URLSearchParams({ waitSeconds: String(waitSeconds) }), waitSeconds }),
  });
  return expectAnswer<Firing>(answer, {
    id: 'string',
    hook: 'string',
    tags: 'array',
    allHandlers: 'boolean',
    firedBy: 'string',
    state: 'string',
    acceptedAt: 'string',
    finishedAt: 'string?',
    payloadBytes: 'number',
    counts: 'object',
    runs: 'array',
    history: 'array',
  });
}
