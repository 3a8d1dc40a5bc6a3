import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { queryPages } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { TASKS_BY_KIND } from '../tables.ts';
import { parseTaskOrder } from './task-items.ts';

const entrySchema = z.object({ taskOrder: z.string() });

export const countTasksParams = (table: string, tenantId: string): QueryCommandInput => ({
  TableName: table,
  IndexName: TASKS_BY_KIND,
  KeyConditionExpression: 'taskTenant = :tenant',
  ExpressionAttributeValues: { ':tenant': tenantId },
  ProjectionExpression: 'taskOrder',
});

/** How many can be taken and how many are with a worker, by kind; the index alone is read. */
export async function countTasks(
  table: Table,
  tenantId: string,
  now: number,
): Promise<{ kind: string; waiting: number; taken: number }[]> {
  const counts = new Map<string, { kind: string; waiting: number; taken: number }>();
  for await (const page of queryPages(table, countTasksParams(table.name, tenantId))) {
    for (const item of page) {
      const { kind, visibleAt } = parseTaskOrder(entrySchema.parse(item).taskOrder);
      const count = counts.get(kind) ?? { kind, waiting: 0, taken: 0 };
      counts.set(kind, count);
      if (visibleAt <= now) count.waiting++;
      else count.taken++;
    }
  }
  return [...counts.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}
