import type { Role, User } from '../core/contract/identity.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer, type FieldsOf } from './expect-answer.ts';

/** A user to add. */
export interface NewUser {
  /** Letters, digits, `.`, `_`, `@`, `+` and `-`, at most 200. */
  readonly name: string;
  /** What the user may do; `developer` unless given. */
  readonly role?: Role | undefined;
}

/** @internal */
export const userFields: FieldsOf<User> = {
  id: 'string',
  name: 'string',
  role: 'string',
  createdAt: 'string',
};

/**
 * Adds a user. For admins. Not repeated after a lost answer, since the repetition would find the name taken.
 *
 * @throws {HooklineProblem} `forbidden`, `user-name-taken`, `invalid-request`.
 */
export async function addUser(connection: HooklineConnection, user: NewUser): Promise<User> {
  const body = JSON.stringify(user);
  const answer = await callApi(connection, { method: 'POST', path: '/v1/users', body, repeatable: false });
  return expectAnswer<User>(answer, userFields);
}
