import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { queryAll } from '../query-pages.ts';
import { sortableId, type Table } from '../table.ts';
import { type LogItem, parseLogItem, segmentPartition } from './event-items.ts';

/** The chunks and tombstones of a segment that begin between two offsets (both inclusive). */
export const querySegmentParams = (
  table: string,
  segment: number,
  from: number,
  to: number,
): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND SK BETWEEN :from AND :to',
  ExpressionAttributeValues: {
    ':PK': segmentPartition(segment),
    ':from': sortableId(from),
    ':to': sortableId(to),
  },
  ConsistentRead: true,
});

/** All of them, by offset. */
export async function querySegment(
  table: Table,
  segment: number,
  from: number,
  to: number,
): Promise<LogItem[]> {
  return (await queryAll(table, querySegmentParams(table.name, segment, from, to))).map(parseLogItem);
}

/** At most `limit` of them, from one end or the other; `isCut`: there may be more. */
export async function querySegmentPart(
  table: Table,
  segment: number,
  from: number,
  to: number,
  { limit, backwards }: { limit: number; backwards: boolean },
): Promise<{ items: LogItem[]; isCut: boolean }> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      ...querySegmentParams(table.name, segment, from, to),
      ScanIndexForward: !backwards,
      Limit: limit,
    }),
  );
  return { items: Items.map(parseLogItem), isCut: LastEvaluatedKey !== undefined };
}
