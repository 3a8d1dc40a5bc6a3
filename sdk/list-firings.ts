import type { FiringSummary } from '../core/contract/run-list.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer } from './expect-answer.ts';
import { type PageOptions, pageQuery } from './page-query.ts';

/** Which firings; all of it must hold. */
export interface FiringListOptions extends PageOptions {
  readonly state?: 'running' | 'finished' | undefined;
}

/**
 * One page of the firings that the user made or has runs in, the newest first; everybody's for admins and viewers.
 *
 * @returns `cursor` for the next page, null at the end. A page may have fewer firings than `limit` and still a next one.
 */
export async function listFirings(
  connection: HooklineConnection,
  options: FiringListOptions = {},
): Promise<{ firings: FiringSummary[]; cursor: number | null }> {
  const query = pageQuery(options);
  if (options.state !== undefined) query.set('state', options.state);
  const answer = await callApi(connection, { method: 'GET', path: '/v1/firings', query });
  return expectAnswer<{ firings: FiringSummary[]; cursor: number | null }>(answer, {
    firings: 'array',
    cursor: 'number?',
  });
}
