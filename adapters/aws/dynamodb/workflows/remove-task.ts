import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { type TaskKey, taskKey } from './task-items.ts';

export const removeTaskParams = (table: string, key: TaskKey): DeleteCommandInput => ({
  TableName: table,
  Key: taskKey(key),
  ReturnValues: 'ALL_OLD',
});

/** True when it was there. A large input stays in the folder of its run, and goes with that. */
export async function removeTask(table: Table, key: TaskKey): Promise<boolean> {
  const { Attributes } = await table.client.send(new DeleteCommand(removeTaskParams(table.name, key)));
  return Attributes !== undefined;
}
