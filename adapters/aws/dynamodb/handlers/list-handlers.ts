import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import { queryPages } from '../query-pages.ts';
import { sortableId, type Table } from '../table.ts';
import { followPointers } from './follow-pointers.ts';
import { listingPartition, parsePointer } from './handler-items.ts';

export interface HandlerFilter {
  hook?: string;
  tenantId?: string;
  afterId: number;
  limit: number;
}

export const listHandlersParams = (table: string, filter: HandlerFilter): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND SK > :after',
  ExpressionAttributeValues: {
    ':PK': listingPartition(filter),
    ':after': sortableId(filter.afterId),
  },
  ConsistentRead: true,
  Limit: filter.limit,
});

/** Costs what the tenant has where one is named, else what the hook has, else what there is. */
export async function listHandlers(table: Table, filter: HandlerFilter): Promise<HandlerRecord[]> {
  const found: HandlerRecord[] = [];
  for await (const page of queryPages(table, listHandlersParams(table.name, filter))) {
    const pointers = page
      .map(parsePointer)
      .filter(({ hook }) => filter.hook === undefined || hook === filter.hook);
    found.push(...(await followPointers(table, pointers)));
    if (found.length >= filter.limit) break;
  }
  return found.slice(0, filter.limit);
}
