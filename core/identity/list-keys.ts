import type { ApiKey } from '../contract/identity.ts';
import type { IdentityStore, KeyRecord } from '../ports/identity-store.ts';
import type { Caller } from './caller.ts';

/** The caller's keys; an admin's or viewer's answer holds everybody's. */
export async function listKeys(deps: { identities: IdentityStore }, caller: Caller): Promise<ApiKey[]> {
  const seesAll = caller.role === 'admin' || caller.role === 'viewer';
  const keys = await deps.identities.listKeys(seesAll ? undefined : caller.userId);
  const names = new Map<string, string>([[caller.userId, caller.userName]]);
  if (seesAll) for (const user of await deps.identities.listUsers()) names.set(user.id, user.name);
  return keys.map((key) => presentKey(key, names.get(key.userId) ?? key.userId));
}

/** A key as answered: its id, never its secret or hash. */
export function presentKey(key: KeyRecord, user: string): ApiKey {
  return {
    id: key.id,
    user,
    createdAt: new Date(key.createdAt).toISOString(),
    expiresAt: key.expiresAt === null ? null : new Date(key.expiresAt).toISOString(),
  };
}
