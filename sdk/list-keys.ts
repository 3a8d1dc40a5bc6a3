import type { ApiKey } from '../core/contract/identity.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { keyFields } from './create-key.ts';
import { expectAnswer } from './expect-answer.ts';

/** The user's API keys, never their secrets; everybody's for admins and viewers. */
export async function listKeys(connection: HooklineConnection): Promise<ApiKey[]> {
  const answer = await callApi(connection, { method: 'GET', path: '/v1/keys' });
  const { keys } = expectAnswer<{ keys: unknown[] }>(answer, { keys: 'array' });
  return keys.map((key) => expectAnswer<ApiKey>(key, keyFields));
}
