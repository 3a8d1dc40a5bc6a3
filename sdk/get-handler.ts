import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { type Handler, readHandler } from './handler.ts';
import { pathPart } from './path-part.ts';

/**
 * One handler of the user's, anybody's for admins and viewers.
 *
 * @throws {HooklineProblem} `handler-not-found`.
 */
export async function getHandler(connection: HooklineConnection, id: number): Promise<Handler> {
  const path = `/v1/handlers/${pathPart(String(id), 'id')}`;
  return readHandler(await callApi(connection, { method: 'GET', path }));
}
