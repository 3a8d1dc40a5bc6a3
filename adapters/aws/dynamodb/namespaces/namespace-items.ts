import * as z from 'zod';
import { roleSchema } from '../../../../core/contract/identity.ts';
import { sha256Parts } from '../../../../core/hash.ts';
import type { NamespaceRecord } from '../../../../core/ports/namespace-store.ts';
import type { Key } from '../table.ts';

/** All namespaces are one partition of the registry, so that one query lists them. */
export const NAMESPACES_PARTITION = 'namespaces';

/** By the hash of the name, which may be longer than a sort key. */
export const namespaceKey = (name: string): Key => ({ PK: NAMESPACES_PARTITION, SK: sha256Parts([name]) });

const namespaceSchema = z.object({
  name: z.string(),
  ownerId: z.string(),
  owner: z.string(),
  readers: z.array(roleSchema),
  writers: z.array(roleSchema),
  retentionDays: z.number(),
  createdAt: z.number(),
});

/** Keys are dropped. */
export const parseNamespace = (item: unknown): NamespaceRecord => namespaceSchema.parse(item);
