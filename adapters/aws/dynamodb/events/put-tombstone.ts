import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { inParallel } from '../in-parallel.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { chunkKey } from './event-items.ts';

/** Writes in flight at once. */
const CONCURRENT_WRITES = 16;

/** Without a TTL: a sender may wake up whenever it likes. */
export const putTombstoneParams = (table: string, first: number, count: number): PutCommandInput => ({
  TableName: table,
  Item: { ...chunkKey(first), count, dead: true },
  ConditionExpression: 'attribute_not_exists(PK)',
});

/** Gives up the offsets of one reservation; nothing happens when they are decided already. */
export async function buryReservation(
  table: Table,
  { first, count }: { first: number; count: number },
): Promise<void> {
  const params = putTombstoneParams(table.name, first, count);
  await unlessRefused(table.client.send(new PutCommand(params)));
}

/**
 * Gives up every offset from one to another, where nothing begins.
 *
 * @param lastFirst where the last reservation among them begins, as the item after it, or the head, says. Where those before
 * it begin is not known, so each offset gets a tombstone: whichever of them a sender wants to begin its chunk at is taken.
 */
export async function buryOffsets(
  table: Table,
  from: number,
  through: number,
  lastFirst: number,
): Promise<void> {
  const last = Math.max(from, lastFirst);
  const unknown = Array.from({ length: last - from }, (_, index) => ({ first: from + index, count: 1 }));
  const known = last > through ? [] : [{ first: last, count: through - last + 1 }];
  await inParallel([...unknown, ...known], CONCURRENT_WRITES, (one) => buryReservation(table, one));
}
