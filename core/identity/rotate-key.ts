import type { CreatedApiKey } from '../contract/identity.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdentityStore, KeyRecord, UserRecord } from '../ports/identity-store.ts';
import type { Ids } from '../ports/ids.ts';
import { declareProblem } from '../problem.ts';
import type { Caller } from './caller.ts';
import { issueKey } from './create-key.ts';

const keyNotFound = declareProblem('key-not-found', { status: 404, title: 'There is no such API key' });

/** Makes a new key of the same user; the old one goes on working for `overlapSeconds`. Handlers are not touched. */
export async function rotateKey(
  deps: { identities: IdentityStore; clock: Clock; ids: Ids },
  caller: Caller,
  keyId: string,
  overlapSeconds: number,
): Promise<CreatedApiKey> {
  const { user } = await findOwnKey(deps, caller, keyId);
  const created = await issueKey(deps, user);
  await deps.identities.expireKey(keyId, deps.clock.now() + overlapSeconds * 1000);
  return created;
}

/** Ends a key at once. */
export async function revokeKey(
  deps: { identities: IdentityStore; clock: Clock },
  caller: Caller,
  keyId: string,
): Promise<void> {
  await findOwnKey(deps, caller, keyId);
  await deps.identities.expireKey(keyId, deps.clock.now());
}

async function findOwnKey(
  deps: { identities: IdentityStore; clock: Clock },
  caller: Caller,
  keyId: string,
): Promise<{ key: KeyRecord; user: UserRecord }> {
  const key = await deps.identities.key(keyId);
  const user = key === undefined ? undefined : await deps.identities.userById(key.userId);
  const ended = key !== undefined && key.expiresAt !== null && key.expiresAt <= deps.clock.now();
  if (
    key === undefined ||
    user === undefined ||
    ended ||
    (caller.role !== 'admin' && key.userId !== caller.userId)
  ) {
    throw keyNotFound(`You have no working API key with the id "${keyId}". See: hookline keys list`, {
      field: 'id',
    });
  }
  return { key, user };
}
