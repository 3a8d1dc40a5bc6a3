import type { RunState } from '../core/contract/firing.ts';
import type { RunSummary } from '../core/contract/run-list.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer } from './expect-answer.ts';
import { type PageOptions, pageQuery } from './page-query.ts';

/** Which runs; all of it must hold. */
export interface RunListOptions extends PageOptions {
  /** The name of the handler. */
  readonly handler?: string | undefined;
  readonly state?: RunState | undefined;
}

/**
 * One page of the runs of the user's handlers, the newest first; everybody's for admins and viewers.
 *
 * @param options.since not before this time, of the planning or, with a final state, of the end.
 * @returns `cursor` for the next page, null at the end. A page may have fewer runs than `limit` and still a next one.
 */
export async function listRuns(
  connection: HooklineConnection,
  options: RunListOptions = {},
): Promise<{ runs: RunSummary[]; cursor: number | null }> {
  const query = pageQuery(options);
  if (options.handler !== undefined) query.set('handler', options.handler);
  if (options.state !== undefined) query.set('state', options.state);
  const answer = await callApi(connection, { method: 'GET', path: '/v1/runs', query });
  return expectAnswer<{ runs: RunSummary[]; cursor: number | null }>(answer, {
    runs: 'array',
    cursor: 'number?',
  });
}
