import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { OfferedTask } from '../../../../core/ports/task-queue.ts';
import type { Objects } from '../../objects.ts';
import type { Place } from '../firings/firing-items.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { runFolder } from './run-items.ts';
import { placeAttributes, placeText } from './stored-text.ts';
import { formatOffered, formatTaskRecord, taskKey, taskOrder } from './task-items.ts';

/** What is offered is part of the item up to this size, in bytes: taking it, and each sign of life, writes the whole item. */
const INLINE_OFFER_BYTES = 4 * 1024;

export const offerTaskParams = (
  table: string,
  task: OfferedTask,
  offered: Place,
  writeId: string,
): PutCommandInput => ({
  TableName: table,
  Item: {
    ...taskKey(task),
    ...placeAttributes('offered', offered),
    record: formatTaskRecord(task),
    taskTenant: task.tenantId,
    taskOrder: taskOrder(task.kind, task.visibleAt),
    revision: task.revision,
    writeId,
  },
  ConditionExpression: 'attribute_not_exists(PK)',
});

/** What is there already stays. */
export async function offerTask(
  table: Table,
  objects: Pick<Objects, 'put'>,
  task: OfferedTask,
  writeId: string,
): Promise<void> {
  const offered = await placeText(objects, runFolder(task), formatOffered(task), INLINE_OFFER_BYTES);
  const params = offerTaskParams(table.name, task, offered, writeId);
  await unlessRefused(table.client.send(new PutCommand(params)));
}
