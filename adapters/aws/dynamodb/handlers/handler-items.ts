import * as z from 'zod';
import { executionOptions } from '../../../../core/contract/execution-options.ts';
import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import { type Key, sortableId } from '../table.ts';

/*
 * Four kinds of items make up the handlers:
 *
 * - record:   (hook, name) -> the handler at its current version. The one item whose conditional write replaces a
 *             handler: the atomic switch.
 * - version:  (id, version) -> the same content, immutable, written before the switch to it.
 * - listing:  id -> (hook, name), in the partition of all handlers, of the hook's, of the tenant's, and of the tenant's that
 *             have its name. An id keeps all four for life.
 * - tag:      (hook, tag) -> id, (hook, name), and (hook) -> the same for handlers without tags.
 *
 * Listings and tags are mere pointers, a superset of what there is: written before the record, removed after, and
 * whoever follows one checks the record.
 */

export const recordsPartition = (hook: string): string => `handlers#${hook}`;
export const recordKey = (hook: string, name: string): Key => ({ PK: recordsPartition(hook), SK: name });

export const versionKey = (id: number, version: number): Key => ({
  PK: `versions#${id}`,
  SK: String(version),
});

/** Counts the ids that were given out. */
export const COUNTER_KEY: Key = { PK: 'counters', SK: 'handlers' };

/** Where the listing of a filter is; the listing of ids serves `get` too. */
export function listingPartition(filter: { hook?: string; tenantId?: string }): string {
  if (filter.tenantId !== undefined) return `ids#tenant#${filter.tenantId}`;
  return filter.hook !== undefined ? `ids#hook#${filter.hook}` : 'ids';
}

/** Where a tenant's handlers of a name are listed, one of each hook. The name comes last, since it may contain any character. */
export const namedPartition = (tenantId: string, name: string): string => `named#${tenantId}#${name}`;

export const listingKeys = ({
  id,
  hook,
  name,
  tenantId,
}: Pick<HandlerRecord, 'id' | 'hook' | 'name' | 'tenantId'>): Key[] =>
  [
    ...[{}, { hook }, { tenantId }].map((filter) => listingPartition(filter)),
    namedPartition(tenantId, name),
  ].map((PK) => ({ PK, SK: sortableId(id) }));

export const untaggedPartition = (hook: string): string => `untagged#${hook}`;
/** The tag comes last, since it may contain any character. */
export const taggedPartition = (hook: string, tag: string): string => `tagged#${hook}#${tag}`;

/** The tag pointers that a handler needs. */
export function tagKeys(handler: Pick<HandlerRecord, 'id' | 'hook' | 'tags'>): Key[] {
  const SK = sortableId(handler.id);
  return handler.tags.length === 0
    ? [{ PK: untaggedPartition(handler.hook), SK }]
    : handler.tags.map((tag) => ({ PK: taggedPartition(handler.hook, tag), SK }));
}

const handlerFields = z.object({
  id: z.number(),
  name: z.string(),
  hook: z.string(),
  version: z.number(),
  notifyOnSuccess: z.string().nullable(),
  notifyOnFailure: z.string().nullable(),
  tags: z.array(z.string()),
  ...executionOptions,
  code: z.union([
    z.object({ sha256: z.string(), exportName: z.string() }),
    z.object({ workflow: z.string() }),
  ]),
  tenantId: z.string(),
  createdBy: z.string(),
  updatedBy: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
});

/** Handlers registered before there were options of execution have their time limit in a field of its own. */
const recordSchema = z
  .object({ ...handlerFields.shape, timeoutSeconds: z.number().optional() })
  .transform(
    ({ timeoutSeconds, ...record }): HandlerRecord =>
      timeoutSeconds === undefined ? record : { ...record, executor: { timeoutSeconds } },
  );

/** Keys and other attributes of the item are dropped. */
export const parseRecord = (item: unknown): HandlerRecord => recordSchema.parse(item);

/** Names who wrote the version, to tell a repeated write from another's. */
const writerSchema = z.object({ writer: z.string() });

export function parseVersion(item: unknown): { record: HandlerRecord; writer: string } {
  return { record: recordSchema.parse(item), writer: writerSchema.parse(item).writer };
}

const pointerSchema = z.object({
  id: z.number(),
  hook: z.string(),
  name: z.string(),
  tenantId: z.string(),
});

export type Pointer = z.infer<typeof pointerSchema>;

export const parsePointer = (item: unknown): Pointer => pointerSchema.parse(item);
