import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { LatchRecord } from '../../../../core/ports/latch-store.ts';
import type { Table } from '../table.ts';
import { latchKey, parseLatch } from './latch-items.ts';

export const getLatchParams = (table: string, tenantId: string, name: string): GetCommandInput => ({
  TableName: table,
  Key: latchKey(tenantId, name),
  ConsistentRead: true,
});

export async function getLatch(
  table: Table,
  tenantId: string,
  name: string,
): Promise<LatchRecord | undefined> {
  const { Item } = await table.client.send(new GetCommand(getLatchParams(table.name, tenantId, name)));
  return Item === undefined ? undefined : parseLatch(Item);
}
