import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Key, sortableId, type Table } from '../table.ts';
import { lastOf, type Reservation, segmentOf } from './event-items.ts';

const TIMES_PARTITION = 'times';

/** Sorts after every offset. */
const END = '~';

/**
 * The mark of a reservation that has the first offset of a segment. What it says is true whether or not its sender goes
 * on to write: offsets before it have no later time, those after it no earlier one. It has no TTL: it is a hundredth of the
 * log's items, and leads past what has expired.
 */
export function timeMark(reservation: Reservation): Key[] {
  const { first, at } = reservation;
  const begins = first === 1 || segmentOf(first - 1) < segmentOf(lastOf(reservation));
  if (!begins) return [];
  const mark = { PK: TIMES_PARTITION, SK: `${sortableId(at)}#${sortableId(first)}`, first };
  return [mark];
}

export const findMarkParams = (table: string, time: number): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND SK <= :time',
  ExpressionAttributeValues: { ':PK': TIMES_PARTITION, ':time': `${sortableId(time)}#${END}` },
  ScanIndexForward: false,
  Limit: 1,
  ConsistentRead: true,
});

const markSchema = z.object({ first: z.number() });

/**
 * The first offset of the last marked reservation at that time or before; 1 when there is none. A missing mark only means a
 * longer way from the one before.
 */
export async function findMark(table: Table, time: number): Promise<number> {
  const { Items = [] } = await table.client.send(new QueryCommand(findMarkParams(table.name, time)));
  return Items.length === 0 ? 1 : markSchema.parse(Items[0]).first;
}
