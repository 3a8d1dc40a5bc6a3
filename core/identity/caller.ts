import type { Role } from '../contract/identity.ts';
import type { WorkKey } from '../ports/firing-store.ts';
import { declareProblem } from '../problem.ts';

/** Who makes a request, as the key says; never taken from the request itself. */
export interface Caller {
  readonly userId: string;
  readonly userName: string;
  readonly role: Role;
  /** The run (the item) that asks, when it does so with the key that it has while it lasts. */
  readonly run?: WorkKey;
}

export type Permission = 'fire' | 'register' | 'read' | 'cancel' | 'administer';

const permissions: Record<Role, readonly Permission[]> = {
  admin: ['fire', 'register', 'read', 'cancel', 'administer'],
  developer: ['fire', 'register', 'read', 'cancel'],
  ingest: ['fire', 'cancel'],
  viewer: ['read'],
};

const forbidden = declareProblem('forbidden', { status: 403, title: 'Not allowed for this role' });

/** Whether the caller's role includes the permission. */
export function mayDo(caller: Caller, permission: Permission): boolean {
  return permissions[caller.role].includes(permission);
}

/** Throws `forbidden` unless the caller's role includes the permission. */
export function requirePermission(caller: Caller, permission: Permission): void {
  if (mayDo(caller, permission)) return;
  const roles = Object.entries(permissions).flatMap(([role, has]) =>
    has.includes(permission) ? [role] : [],
  );
  throw forbidden(
    `The role "${caller.role}" may not ${permission}. Use a key of a user with the role ${roles.join(' or ')}.`,
  );
}

/** The tenant whose things the caller may see; undefined for all of them (admins and viewers). */
export function visibleTenant(caller: Caller): string | undefined {
  return caller.role === 'admin' || caller.role === 'viewer' ? undefined : caller.userId;
}
