import type { OfferedTask } from '../../../../core/ports/task-queue.ts';
import type { Table } from '../table.ts';
import { formatTaskRecord, taskKey, taskOrder } from './task-items.ts';
import { type Revised, updateRevised } from './write-revised.ts';

/** What changes when a task is taken, or kept for longer. */
export const takenItem = (task: OfferedTask, writeId: string): Revised & Record<string, unknown> => ({
  ...taskKey(task),
  record: formatTaskRecord(task),
  taskOrder: taskOrder(task.kind, task.visibleAt),
  revision: task.revision,
  writeId,
});

/** False when another write was first, or the task is gone. */
export const putTask = (table: Table, task: OfferedTask, writeId: string): Promise<boolean> =>
  updateRevised(table, takenItem(task, writeId));
