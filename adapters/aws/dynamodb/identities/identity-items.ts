import * as z from 'zod';
import { roleSchema } from '../../../../core/contract/identity.ts';
import type { KeyRecord, UserRecord } from '../../../../core/ports/identity-store.ts';
import type { Key } from '../table.ts';

/** Users by name, the record that counts; names are unique because they are the sort key. */
export const USERS_PARTITION = 'users';
export const userKey = (name: string): Key => ({ PK: USERS_PARTITION, SK: name });

/** The same users by id. Users never change, so a copy cannot go stale. */
export const userIdKey = (id: string): Key => ({ PK: 'user-ids', SK: id });

export const KEYS_PARTITION = 'keys';
export const keyKey = (id: string): Key => ({ PK: KEYS_PARTITION, SK: id });

const userSchema = z.object({ id: z.string(), name: z.string(), role: roleSchema, createdAt: z.number() });

export const parseUser = (item: unknown): UserRecord => userSchema.parse(item);

const keySchema = z.object({
  SK: z.string(),
  userId: z.string(),
  secretHash: z.string(),
  createdAt: z.number(),
  /** Milliseconds since the epoch. Not named `expiresAt`, which is the table's TTL: ended keys stay listed. */
  endsAt: z.number().nullable(),
});

export function parseKey(item: unknown): KeyRecord {
  const { SK, endsAt, ...rest } = keySchema.parse(item);
  return { id: SK, expiresAt: endsAt, ...rest };
}
