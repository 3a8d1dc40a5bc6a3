import * as z from 'zod';
import type { HookRecord } from '../../../../core/ports/hook-store.ts';
import type { Key } from '../table.ts';

/** All hooks are one partition of the registry, so that one query lists them by name. */
export const HOOKS_PARTITION = 'hooks';

export const hookKey = (name: string): Key => ({ PK: HOOKS_PARTITION, SK: name });

const itemSchema = z.object({
  SK: z.string(),
  description: z.string(),
  /** As JSON text: DynamoDB nests 32 levels only. */
  payloadSchema: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(z.record(z.string(), z.unknown()))
    .optional(),
  createdAt: z.number(),
});

export function parseHook(item: unknown): HookRecord {
  const { SK, payloadSchema, ...rest } = itemSchema.parse(item);
  return { name: SK, ...rest, ...(payloadSchema !== undefined && { payloadSchema }) };
}
