import type { CreatedApiKey } from '../contract/identity.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdentityStore, KeyRecord, UserRecord } from '../ports/identity-store.ts';
import type { Ids } from '../ports/ids.ts';
import { declareProblem } from '../problem.ts';
import { formatApiKey, hashSecret } from './api-key.ts';
import { type Caller, requirePermission } from './caller.ts';
import { presentKey } from './list-keys.ts';

export const userNotFound = declareProblem('user-not-found', { status: 404, title: 'There is no such user' });

/** Makes a key for the named user (admins), or for the caller. The answer is the only place that shows the secret. */
export async function createKey(
  deps: { identities: IdentityStore; clock: Clock; ids: Ids },
  caller: Caller,
  userName: string = caller.userName,
): Promise<CreatedApiKey> {
  if (userName !== caller.userName) requirePermission(caller, 'administer');
  const user = await deps.identities.userByName(userName);
  if (user === undefined) {
    throw userNotFound(`There is no user "${userName}". Add it first: hookline users add ${userName}`, {
      field: 'user',
    });
  }
  return issueKey(deps, user);
}

/** Makes a key for a user, without asking who wants it: for the first admin, and for rotation. */
export async function issueKey(
  deps: { identities: IdentityStore; clock: Clock; ids: Ids },
  user: UserRecord,
): Promise<CreatedApiKey> {
  const secret = deps.ids.secret();
  const key: KeyRecord = {
    id: deps.ids.next(),
    userId: user.id,
    secretHash: hashSecret(secret),
    createdAt: deps.clock.now(),
    expiresAt: null,
  };
  await deps.identities.addKey(key);
  return { ...presentKey(key, user.name), apiKey: formatApiKey(key.id, secret) };
}
