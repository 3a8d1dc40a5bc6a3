import type { TaskKind } from '../run/task-kinds.ts';
import { offerTask } from './offer-task.ts';
import { withdrawTask } from './withdraw-task.ts';

/** Tasks that workers outside of the platform do, as the runs of workflows see them. */
export function workerTasks(
  deps: Parameters<typeof offerTask>[0] & Parameters<typeof withdrawTask>[0],
): TaskKind {
  return {
    start: (task) => offerTask(deps, task),
    cancel: (_run, step) => withdrawTask(deps, step),
  };
}
