import { type Caller, requirePermission, visibleTenant } from '../../identity/caller.ts';
import { userNotFound } from '../../identity/create-key.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';

/**
 * The tenant whose workflows and runs a request is about: the caller, or the user that it names. Everybody's may be read by admins
 * and viewers, and changed by admins.
 *
 * @throws `forbidden`, `user-not-found`
 */
export async function findOwner(
  deps: { identities: Pick<IdentityStore, 'userByName'> },
  caller: Caller,
  owner: string | undefined,
  use: 'read' | 'change',
): Promise<string> {
  if (owner === undefined || owner === caller.userName) return caller.userId;
  if (use === 'change' || visibleTenant(caller) !== undefined) requirePermission(caller, 'administer');
  const user = await deps.identities.userByName(owner);
  if (user !== undefined) return user.id;
  throw userNotFound(`There is no user "${owner}".`, { field: 'owner' });
}
