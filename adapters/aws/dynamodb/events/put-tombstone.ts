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

/**
 * Gives up offsets whose owner is known to have taken exactly these; nothing happens when they are decided already.
 */
export async function buryReservation(
  table: Table,
  { first, count }: { first: number; count: number },
): Promise<void> {
  const params = putTombstoneParams(table.name, first, count);
  await unlessRefused(table.client.send(new PutCommand(params)));
}

/**
 * Gives up every offset from one to another where nothing begins. Whose they are and how many belong together is not
 * known, so each gets a tombstone: whichever of them a sender wants to begin its chunk at is taken.
 */
export async function buryOffsets(table: Table, from: number, through: number): Promise<void> {
  const offsets = Array.from({ length: through - from + 1 }, (_, index) => from + index);
  await inParallel(offsets, CONCURRENT_WRITES, (first) => buryReservation(table, { first, count: 1 }));
}
