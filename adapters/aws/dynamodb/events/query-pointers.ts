import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { limits } from '../../../../core/contract/limits.ts';
import { queryPages } from '../query-pages.ts';
import { sortableId, type Table } from '../table.ts';
import { type Pointer, parsePointer } from './pointer-items.ts';
import type { SettledRange } from './walk-chunks.ts';

/** Pointers are under the last of their events: one whose last is beyond the range may have others in it. */
export const queryPointersParams = (
  table: string,
  partition: string,
  { after, upTo }: SettledRange,
  backwards: boolean,
  pageSize: number | undefined,
): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND SK BETWEEN :from AND :to',
  ExpressionAttributeValues: {
    ':PK': partition,
    ':from': sortableId(after + 1),
    ':to': sortableId(upTo + limits.eventBatch.events - 1),
  },
  ConsistentRead: true,
  ScanIndexForward: !backwards,
  ...(pageSize !== undefined && { Limit: pageSize }),
});

/** The pointers of a stream or namespace with events in a settled part of the log, page by page. */
export async function* queryPointers(
  table: Table,
  partition: string,
  range: SettledRange,
  backwards: boolean,
  pageSize: number | undefined,
): AsyncGenerator<Pointer[]> {
  const params = queryPointersParams(table.name, partition, range, backwards, pageSize);
  for await (const items of queryPages(table, params)) {
    const pointers = items.map(parsePointer).filter(({ first }) => first <= range.upTo);
    if (pointers.length > 0) yield pointers;
    if (!backwards && pointers.length < items.length) return;
  }
}
