import type { Role } from '../contract/identity.ts';

export interface UserRecord {
  /** Opaque; the tenant id. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: number;
}

export interface KeyRecord {
  /** The public part of the key. */
  readonly id: string;
  readonly userId: string;
  readonly secretHash: string;
  readonly createdAt: number;
  /** Milliseconds since the epoch; null for never. */
  readonly expiresAt: number | null;
}

/** Users and their API keys. */
export interface IdentityStore {
  /** `taken` when a user has that name. */
  addUser(user: UserRecord): Promise<'added' | 'taken'>;
  userByName(name: string): Promise<UserRecord | undefined>;
  userById(id: string): Promise<UserRecord | undefined>;
  /** By name. */
  listUsers(): Promise<UserRecord[]>;
  addKey(key: KeyRecord): Promise<void>;
  key(id: string): Promise<KeyRecord | undefined>;
  /** By time of creation; of one user where one is named. */
  listKeys(userId?: string): Promise<KeyRecord[]>;
  /** Lets the key end at `expiresAt`, unless it ends before that already. */
  expireKey(id: string, expiresAt: number): Promise<void>;
}
