import type { NewUser, User } from '../contract/identity.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdentityStore, UserRecord } from '../ports/identity-store.ts';
import type { Ids } from '../ports/ids.ts';
import { declareProblem } from '../problem.ts';
import { type Caller, requirePermission } from './caller.ts';

const userNameTaken = declareProblem('user-name-taken', {
  status: 409,
  title: 'There is a user of that name',
});

/** Adds a user; admins only. */
export async function addUser(
  deps: { identities: IdentityStore; clock: Clock; ids: Ids },
  caller: Caller,
  draft: NewUser,
): Promise<User> {
  requirePermission(caller, 'administer');
  const user: UserRecord = { id: deps.ids.next(), ...draft, createdAt: deps.clock.now() };
  if ((await deps.identities.addUser(user)) === 'taken') {
    throw userNameTaken(`There is a user "${draft.name}" already. Choose another name.`, { field: 'name' });
  }
  return presentUser(user);
}

/** All users, by name; admins and viewers. */
export async function listUsers(deps: { identities: IdentityStore }, caller: Caller): Promise<User[]> {
  requirePermission(caller, caller.role === 'viewer' ? 'read' : 'administer');
  return (await deps.identities.listUsers()).map(presentUser);
}

function presentUser(user: UserRecord): User {
  return { ...user, createdAt: new Date(user.createdAt).toISOString() };
}
