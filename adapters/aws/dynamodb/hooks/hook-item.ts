import * as z from 'zod';
import type { EventBinding, HookRecord } from '../../../../core/ports/hook-store.ts';
import type { Key } from '../table.ts';

/** All hooks are one partition of the registry, so that one query lists them by name. */
export const HOOKS_PARTITION = 'hooks';

export const hookKey = (name: string): Key => ({ PK: HOOKS_PARTITION, SK: name });

/**
 * Bindings of hooks to events once more, so that who looks which hooks an event fires reads nothing else of hooks. An item is
 * written before the hook that has the binding, and removed after it: there may be one too many, and never one too few.
 */
export const BINDINGS_PARTITION = 'bindings';

/** @param bindingId new each time that a hook is put. */
export const bindingKey = (bindingId: string): Key => ({ PK: BINDINGS_PARTITION, SK: bindingId });

const itemSchema = z.object({
  SK: z.string(),
  description: z.string(),
  /** As JSON text: DynamoDB nests 32 levels only. */
  payloadSchema: z
    .string()
    .transform((json): unknown => JSON.parse(json))
    .pipe(z.record(z.string(), z.unknown()))
    .optional(),
  onEvent: z.string().transform(parseBinding).optional(),
  createdAt: z.number(),
});

export function parseHook(item: unknown): HookRecord {
  const { SK, payloadSchema, onEvent, ...rest } = itemSchema.parse(item);
  return {
    name: SK,
    ...rest,
    ...(payloadSchema !== undefined && { payloadSchema }),
    ...(onEvent !== undefined && { onEvent }),
  };
}

const bindingSchema = z.object({
  key: z.string().optional(),
  namespace: z.string().optional(),
  sender: z.string().optional(),
  eventType: z.string().optional(),
  boundById: z.string(),
  boundBy: z.string(),
  after: z.number(),
});

export function parseBinding(json: string): EventBinding {
  const { key, namespace, sender, eventType, ...rest } = bindingSchema.parse(JSON.parse(json));
  return { key, namespace, sender, eventType, ...rest };
}
