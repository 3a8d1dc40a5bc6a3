import type { Ids } from '../../../../core/ports/ids.ts';
import type { TaskQueue } from '../../../../core/ports/task-queue.ts';
import type { Objects } from '../../objects.ts';
import type { Table } from '../table.ts';
import { countTasks } from './count-tasks.ts';
import { getTask } from './get-task.ts';
import { offerTask } from './offer-task.ts';
import { putTask } from './put-task.ts';
import { removeTask } from './remove-task.ts';
import { visibleTasks } from './visible-tasks.ts';

/** Tasks for workers in the workflows' table, and large inputs in the bucket. */
export function dynamodbTaskQueue(deps: {
  readonly table: Table;
  readonly objects: Objects;
  readonly ids: Pick<Ids, 'next'>;
}): TaskQueue {
  const { table, objects, ids } = deps;
  return {
    offer: (task) => offerTask(table, objects, task, ids.next()),
    get: (key) => getTask(table, objects, key),
    visible: (tenantId, kind, now, limit) => visibleTasks(table, objects, tenantId, kind, now, limit),
    put: (task) => putTask(table, task, ids.next()),
    remove: (key, revision) => removeTask(table, key, revision),
    kinds: (tenantId, now) => countTasks(table, tenantId, now),
  };
}
