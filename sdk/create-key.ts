import type { ApiKey, CreatedApiKey } from '../core/contract/identity.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer, type FieldsOf } from './expect-answer.ts';

/** @internal */
export const keyFields: FieldsOf<ApiKey> = {
  id: 'string',
  user: 'string',
  createdAt: 'string',
  expiresAt: 'string?',
};

/** @internal */
export const createdKeyFields: FieldsOf<CreatedApiKey> = { ...keyFields, apiKey: 'string' };

/**
 * Makes an API key. The answer is the only place that shows it; the platform keeps a hash. Not repeated after a lost
 * answer, since that would leave a key that nobody knows.
 *
 * @param options.user whose key; an admin may name anybody, others themselves (the default).
 * @throws {HooklineProblem} `forbidden`, `user-not-found`.
 */
export async function createKey(
  connection: HooklineConnection,
  options: { user?: string | undefined } = {},
): Promise<CreatedApiKey> {
  const body = JSON.stringify({ user: options.user });
  const answer = await callApi(connection, { method: 'POST', path: '/v1/keys', body, repeatable: false });
  return expectAnswer<CreatedApiKey>(answer, createdKeyFields);
}
