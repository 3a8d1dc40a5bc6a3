import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { pathPart } from './path-part.ts';

/**
 * Ends an API key at once.
 *
 * @param id as `listKeys` gives it.
 * @throws {HooklineProblem} `key-not-found`, also when it was revoked before.
 */
export async function revokeKey(connection: HooklineConnection, id: string): Promise<void> {
  await callApi(connection, { method: 'DELETE', path: `/v1/keys/${pathPart(id, 'id')}` });
}
