import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import { inParallel } from '../in-parallel.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { followPointers } from './follow-pointers.ts';
import { namedPartition, parsePointer } from './handler-items.ts';
import { partitionParams } from './select-handlers.ts';

/** Names looked up at the same time. */
const WIDTH = 20;

/** A query for each name, and a batch for what they point at. */
export async function namedHandlers(
  table: Table,
  tenantId: string,
  names: readonly string[],
): Promise<HandlerRecord[]> {
  const found = await inParallel([...new Set(names)], WIDTH, (name) =>
    queryAll(table, partitionParams(table.name, namedPartition(tenantId, name))),
  );
  return await followPointers(table, found.flat().map(parsePointer));
}
