import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Table } from '../table.ts';
import { hookKey } from './hook-item.ts';
import { removeBinding } from './put-hook.ts';

export const removeHookParams = (table: string, name: string): DeleteCommandInput => ({
  TableName: table,
  Key: hookKey(name),
  ReturnValues: 'ALL_OLD',
});

const removedSchema = z.object({ bindingId: z.string().optional() });

export async function removeHook(table: Table, name: string): Promise<boolean> {
  const { Attributes } = await table.client.send(new DeleteCommand(removeHookParams(table.name, name)));
  if (Attributes === undefined) return false;
  await removeBinding(table, removedSchema.parse(Attributes).bindingId);
  return true;
}
