import { addUser, Connection, createKey } from '@hookline/sdk';
import type { Role } from '../../../core/contract/identity.ts';
import type { Host } from './host.ts';

/** A connection as the user `admin`. */
export function asAdmin(host: Host): Connection {
  return new Connection(host.url, host.adminKey);
}

/** Adds a user and connects with a new key of theirs. */
export async function newPerson(host: Host, name: string, role: Role = 'developer'): Promise<Connection> {
  const admin = asAdmin(host);
  await addUser(admin, { name, role });
  return new Connection(host.url, (await createKey(admin, { user: name })).apiKey);
}
