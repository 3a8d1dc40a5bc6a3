import type { CreatedApiKey } from '../core/contract/identity.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { createdKeyFields } from './create-key.ts';
import { expectAnswer } from './expect-answer.ts';
import { pathPart } from './path-part.ts';

/**
 * Makes a new key of the same user; the old one goes on working for a while. Handlers are not touched. Not repeated
 * after a lost answer, since that would leave a key that nobody knows.
 *
 * @param id the old key's, as `listKeys` gives it.
 * @param options.overlapSeconds how long the old key goes on working; 3600 unless given, at most 30 days.
 * @throws {HooklineProblem} `key-not-found`.
 */
export async function rotateKey(
  connection: HooklineConnection,
  id: string,
  options: { overlapSeconds?: number | undefined } = {},
): Promise<CreatedApiKey> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: `/v1/keys/${pathPart(id, 'id')}/rotations`,
    body: JSON.stringify({ overlapSeconds: options.overlapSeconds }),
    repeatable: false,
  });
  return expectAnswer<CreatedApiKey>(answer, createdKeyFields);
}
