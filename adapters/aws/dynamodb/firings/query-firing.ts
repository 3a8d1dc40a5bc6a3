import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { parseFiring } from './firing-items.ts';

export const queryFiringParams = (table: string, id: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': id },
  ConsistentRead: true,
});

/** The firing with its runs and their earlier attempts; the outcomes may be elsewhere still. */
export async function queryFiring(table: Table, id: string): Promise<ReturnType<typeof parseFiring>> {
  return parseFiring(await queryAll(table, queryFiringParams(table.name, id)));
}
