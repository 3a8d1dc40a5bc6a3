import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Key, sortableId, type Table } from '../table.ts';
import { segmentOf } from './event-items.ts';

export const BURIED_PARTITION = 'buried';
export const buriedKey = (segment: number): Key => ({ PK: BURIED_PARTITION, SK: sortableId(segment) });

export const noteBuriedParams = (table: string, segment: number, offsets: number[]): UpdateCommandInput => ({
  TableName: table,
  Key: buriedKey(segment),
  UpdateExpression: 'ADD offsets :offsets',
  ExpressionAttributeValues: { ':offsets': new Set(offsets) },
});

/** Notes tombstones, so that pointers to them are known to lead nowhere. Noted twice is noted once. */
export async function noteBuried(table: Table, offsets: readonly number[]): Promise<void> {
  const bySegment = Map.groupBy(offsets, segmentOf);
  await Promise.all(
    [...bySegment].map(([segment, group]) =>
      table.client.send(new UpdateCommand(noteBuriedParams(table.name, segment, group))),
    ),
  );
}
