import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { recordsPartition } from './handler-items.ts';

export const hasHandlerParams = (table: string, hook: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': recordsPartition(hook) },
  ConsistentRead: true,
  Select: 'COUNT',
  Limit: 1,
});

export async function hasHandler(table: Table, hook: string): Promise<boolean> {
  const { Count } = await table.client.send(new QueryCommand(hasHandlerParams(table.name, hook)));
  return Count === 1;
}
