import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { HookRecord } from '../../../../core/ports/hook-store.ts';
import type { Table } from '../table.ts';
import { hookKey, parseHook } from './hook-item.ts';

export const getHookParams = (table: string, name: string): GetCommandInput => ({
  TableName: table,
  Key: hookKey(name),
  ConsistentRead: true,
});

export async function getHook(table: Table, name: string): Promise<HookRecord | undefined> {
  const { Item } = await table.client.send(new GetCommand(getHookParams(table.name, name)));
  return Item === undefined ? undefined : parseHook(Item);
}
