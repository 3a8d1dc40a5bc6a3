import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { type ConnectionRecord, connectionKey, parseConnection } from './listener-items.ts';

export const getConnectionParams = (table: string, connectionId: string): GetCommandInput => ({
  TableName: table,
  Key: connectionKey(connectionId),
  ConsistentRead: true,
});

/** Undefined when it has ended. */
export async function getConnection(
  table: Table,
  connectionId: string,
): Promise<ConnectionRecord | undefined> {
  const { Item } = await table.client.send(new GetCommand(getConnectionParams(table.name, connectionId)));
  return Item === undefined ? undefined : parseConnection(connectionId, Item);
}
