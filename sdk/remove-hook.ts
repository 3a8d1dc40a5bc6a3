import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { pathPart } from './path-part.ts';

/**
 * Removes a hook that has no handlers. For admins.
 *
 * @throws {HooklineProblem} `forbidden`, `hook-not-found`, `hook-in-use`.
 */
export async function removeHook(connection: HooklineConnection, name: string): Promise<void> {
  await callApi(connection, { method: 'DELETE', path: `/v1/hooks/${pathPart(name, 'hook')}` });
}
