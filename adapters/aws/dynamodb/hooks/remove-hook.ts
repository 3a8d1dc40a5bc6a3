import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { hookKey } from './hook-item.ts';

export const removeHookParams = (table: string, name: string): DeleteCommandInput => ({
  TableName: table,
  Key: hookKey(name),
  ReturnValues: 'ALL_OLD',
});

export async function removeHook(table: Table, name: string): Promise<boolean> {
  const { Attributes } = await table.client.send(new DeleteCommand(removeHookParams(table.name, name)));
  return Attributes !== undefined;
}
