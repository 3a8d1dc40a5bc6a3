import type { Firing } from '../core/contract/firing.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { getFiring } from './get-firing.ts';
import { pathPart } from './path-part.ts';

/**
 * Cancels every run of a firing that has not ended; see `cancelRun`. For who fired it, and admins.
 *
 * @returns the firing as it stands then.
 * @throws {HooklineProblem} `firing-not-found`.
 */
export async function cancelFiring(connection: HooklineConnection, id: string): Promise<Firing> {
  await callApi(connection, { method: 'POST', path: `/v1/firings/${pathPart(id, 'id')}/cancel`, body: '{}' });
  return await getFiring(connection, id);
}
