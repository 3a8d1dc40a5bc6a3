import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { LatchRecord } from '../../../../core/ports/latch-store.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { latchPartition, parseLatch } from './latch-items.ts';

export const listLatchesParams = (table: string, tenantId: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': latchPartition(tenantId) },
  ConsistentRead: true,
});

/** By name. */
export async function listLatches(table: Table, tenantId: string): Promise<LatchRecord[]> {
  return (await queryAll(table, listLatchesParams(table.name, tenantId))).map(parseLatch);
}
