import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { OfferedTask } from '../../../../core/ports/task-queue.ts';
import type { Objects } from '../../objects.ts';
import { batchGet } from '../batch-get.ts';
import { inParallel } from '../in-parallel.ts';
import { queryPages } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { TASKS_BY_KIND } from '../tables.ts';
import { toTask } from './get-task.ts';
import { parseTaskOrder, taskOrder } from './task-items.ts';

/** Tasks whose large inputs are fetched at once. */
const WIDTH = 8;

const entrySchema = z.object({ PK: z.string(), SK: z.string(), taskOrder: z.string() });

export const visibleTasksParams = (
  table: string,
  tenantId: string,
  kind: string,
  now: number,
  limit: number,
): QueryCommandInput => ({
  TableName: table,
  IndexName: TASKS_BY_KIND,
  KeyConditionExpression: 'taskTenant = :tenant AND taskOrder BETWEEN :first AND :last',
  ExpressionAttributeValues: {
    ':tenant': tenantId,
    ':first': taskOrder(kind, 0),
    ':last': taskOrder(kind, now),
  },
  Limit: limit,
});

/**
 * The longest visible first. The index follows the table within moments and has its keys only: the tasks are read from the table, and
 * those that were taken meanwhile passed over.
 */
export async function visibleTasks(
  table: Table,
  objects: Pick<Objects, 'get'>,
  tenantId: string,
  kind: string,
  now: number,
  limit: number,
): Promise<OfferedTask[]> {
  const tasks: OfferedTask[] = [];
  for await (const page of queryPages(table, visibleTasksParams(table.name, tenantId, kind, now, limit))) {
    const entries = page
      .map((item) => entrySchema.parse(item))
      // Another kind may begin with the name of this one.
      .filter((entry) => parseTaskOrder(entry.taskOrder).kind === kind);
    const found = await inParallel(await batchGet(table, entries), WIDTH, (item) => toTask(objects, item));
    tasks.push(
      ...found.filter(({ visibleAt }) => visibleAt <= now).sort((a, b) => a.visibleAt - b.visibleAt),
    );
    if (tasks.length >= limit) break;
  }
  return tasks.slice(0, limit);
}
