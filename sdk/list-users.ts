import type { User } from '../core/contract/identity.ts';
import { userFields } from './add-user.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer } from './expect-answer.ts';

/**
 * All users, by name. For admins and viewers.
 *
 * @throws {HooklineProblem} `forbidden`.
 */
export async function listUsers(connection: HooklineConnection): Promise<User[]> {
  const answer = await callApi(connection, { method: 'GET', path: '/v1/users' });
  const { users } = expectAnswer<{ users: unknown[] }>(answer, { users: 'array' });
  return users.map((user) => expectAnswer<User>(user, userFields));
}
