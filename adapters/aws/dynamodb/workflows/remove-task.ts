import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { type TaskKey, taskKey } from './task-items.ts';

export const removeTaskParams = (table: string, key: TaskKey, revision?: number): DeleteCommandInput => ({
  TableName: table,
  Key: taskKey(key),
  ReturnValues: 'ALL_OLD',
  ...(revision !== undefined && {
    ConditionExpression: 'revision = :revision',
    ExpressionAttributeValues: { ':revision': revision },
  }),
});

/**
 * True when it was there; false for certain only when it was never there at that revision, since the SDK may have repeated a removal
 * whose answer was lost. A large input stays in the folder of its run, and goes with that.
 */
export async function removeTask(table: Table, key: TaskKey, revision?: number): Promise<boolean> {
  const params = removeTaskParams(table.name, key, revision);
  const removed = await unlessRefused(table.client.send(new DeleteCommand(params)));
  return removed !== 'refused' && removed.Attributes !== undefined;
}
