import { limits } from '../contract/limits.ts';
import type { Caller } from '../identity/caller.ts';
import type { NamespaceRecord } from '../ports/namespace-store.ts';

/** The platform's own namespaces, one for each user: what happens to their firings and runs. Nobody else writes there. */
const PLATFORM_PREFIX = 'hookline/';

export const platformNamespace = (userName: string): string => `${PLATFORM_PREFIX}${userName}`;

export const isPlatformNamespace = (name: string): boolean => name.startsWith(PLATFORM_PREFIX);

/** Everybody's, until an admin changes it: what senders and connections use that name no other. */
export const defaultNamespace: NamespaceRecord = {
  name: 'default',
  ownerId: '',
  owner: 'admin',
  readers: ['developer', 'viewer'],
  writers: ['developer', 'ingest'],
  retentionDays: limits.eventRetentionDays.default,
  createdAt: 0,
};

/** Admins and viewers read everything; others what is theirs, or what lets their role. */
export function readsEverything(caller: Caller): boolean {
  return caller.role === 'admin' || caller.role === 'viewer';
}

export function mayRead(caller: Caller, namespace: NamespaceRecord): boolean {
  return (
    readsEverything(caller) || namespace.ownerId === caller.userId || namespace.readers.includes(caller.role)
  );
}

/** Viewers change nothing, whatever a namespace says. */
export function mayWrite(caller: Caller, namespace: NamespaceRecord): boolean {
  if (caller.role === 'viewer') return false;
  return (
    caller.role === 'admin' || namespace.ownerId === caller.userId || namespace.writers.includes(caller.role)
  );
}
