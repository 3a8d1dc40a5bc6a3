import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { queryAll } from '../query-pages.ts';
import { sortableId, type Table } from '../table.ts';
import { type LogItem, parseLogItem, segmentPartition } from './event-items.ts';

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

/** The chunks and tombstones of a segment that begin between two offsets (both inclusive), by offset. */
export async function querySegment(
  table: Table,
  segment: number,
  from: number,
  to: number,
): Promise<LogItem[]> {
  return (await queryAll(table, querySegmentParams(table.name, segment, from, to))).map(parseLogItem);
}
