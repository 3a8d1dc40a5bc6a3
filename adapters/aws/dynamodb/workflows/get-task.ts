import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { OfferedTask } from '../../../../core/ports/task-queue.ts';
import type { Objects } from '../../objects.ts';
import type { Table } from '../table.ts';
import { textIn } from './stored-text.ts';
import { parseTask, type TaskKey, taskKey } from './task-items.ts';

export const getTaskParams = (table: string, key: TaskKey): GetCommandInput => ({
  TableName: table,
  Key: taskKey(key),
  ConsistentRead: true,
});

export async function getTask(
  table: Table,
  objects: Pick<Objects, 'get'>,
  key: TaskKey,
): Promise<OfferedTask | undefined> {
  const { Item } = await table.client.send(new GetCommand(getTaskParams(table.name, key)));
  return Item === undefined ? undefined : await toTask(objects, Item);
}

/** The task that an item has. */
export async function toTask(
  objects: Pick<Objects, 'get'>,
  item: Readonly<Record<string, unknown>>,
): Promise<OfferedTask> {
  const [record, offered] = await Promise.all([
    textIn(objects, item, 'record'),
    textIn(objects, item, 'offered'),
  ]);
  return parseTask(record, offered);
}
