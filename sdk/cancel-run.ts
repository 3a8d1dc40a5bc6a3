import type { Run } from '../core/contract/firing.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { readRun } from './get-run.ts';
import { pathPart } from './path-part.ts';

/**
 * Cancels a run of the user's handlers: one that is planned or waiting ends at once, one that goes on is told by its `signal` and
 * killed if it does not end within seconds. One that has ended stays as it is.
 *
 * @returns the run as it stands then.
 * @throws {HooklineProblem} `run-not-found`.
 */
export async function cancelRun(connection: HooklineConnection, id: string): Promise<Run> {
  const path = `/v1/runs/${pathPart(id, 'id')}/cancel`;
  return readRun(await callApi(connection, { method: 'POST', path, body: '{}' }));
}
