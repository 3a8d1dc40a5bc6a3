import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import { batchGet } from '../batch-get.ts';
import type { Table } from '../table.ts';
import { type Pointer, parseRecord, recordKey } from './handler-items.ts';

/** The handlers that the pointers lead to and that are there still, by id. */
export async function followPointers(table: Table, pointers: readonly Pointer[]): Promise<HandlerRecord[]> {
  const ids = new Set(pointers.map(({ id }) => id));
  const keys = new Map(pointers.map(({ hook, name }) => [`${hook}#${name}`, recordKey(hook, name)] as const));
  const items = await batchGet(table, [...keys.values()]);
  return items
    .map(parseRecord)
    .filter(({ id }) => ids.has(id))
    .sort((a, b) => a.id - b.id);
}
