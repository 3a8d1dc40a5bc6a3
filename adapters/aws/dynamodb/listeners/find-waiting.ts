import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { queryPages } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { parseWaiting, type WaitingRequest } from './listener-items.ts';

/** Strongly consistent: a request that was stored before an event came must be seen by who tells of the event. */
export const findWaitingParams = (table: string, place: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': place },
  ConsistentRead: true,
});

/** The requests that wait in a place, page by page. */
export async function* findWaiting(table: Table, place: string): AsyncGenerator<WaitingRequest[]> {
  for await (const items of queryPages(table, findWaitingParams(table.name, place))) {
    yield items.map(parseWaiting);
  }
}
