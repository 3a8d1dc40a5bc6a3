import type { IdentityStore } from '../../../../core/ports/identity-store.ts';
import type { Table } from '../table.ts';
import { addKey } from './add-key.ts';
import { addUser } from './add-user.ts';
import { expireKey } from './expire-key.ts';
import { getKey, getUserById, getUserByName } from './get-identity.ts';
import { listKeys, listUsers } from './list-identities.ts';

/** Users and API keys in the registry table. */
export function dynamodbIdentityStore(registry: Table): IdentityStore {
  return {
    addUser: (user) => addUser(registry, user),
    userByName: (name) => getUserByName(registry, name),
    userById: (id) => getUserById(registry, id),
    listUsers: () => listUsers(registry),
    addKey: (key) => addKey(registry, key),
    key: (id) => getKey(registry, id),
    listKeys: (userId) => listKeys(registry, userId),
    expireKey: (id, expiresAt) => expireKey(registry, id, expiresAt),
  };
}
