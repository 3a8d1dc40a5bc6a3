import { batchGet } from '../batch-get.ts';
import type { Table } from '../table.ts';
import { type Chunk, chunkKey, parseLogItem } from './event-items.ts';

/** The chunks that begin at these offsets, in no order; none for a tombstone, and none for one that expired. */
export async function getChunks(table: Table, firsts: readonly number[]): Promise<Chunk[]> {
  const items = await batchGet(table, [...new Set(firsts)].map(chunkKey));
  return items.map(parseLogItem).filter((item) => item.kind === 'chunk');
}
