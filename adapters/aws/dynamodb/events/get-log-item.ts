import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { chunkKey, type LogItem, parseLogItem } from './event-items.ts';

export const getLogItemParams = (table: string, first: number): GetCommandInput => ({
  TableName: table,
  Key: chunkKey(first),
  ConsistentRead: true,
});

/** The chunk or tombstone that begins at this offset. */
export async function getLogItem(table: Table, first: number): Promise<LogItem | undefined> {
  const { Item } = await table.client.send(new GetCommand(getLogItemParams(table.name, first)));
  return Item === undefined ? undefined : parseLogItem(Item);
}
