import type { OfferedTask, TaskQueue } from '../../ports/task-queue.ts';
import { declareProblem } from '../../problem.ts';
import type { StepKey } from '../run/step-work.ts';
import { removeTask } from './remove-task.ts';
import { isAwaited, type TaskStateDeps, whyGone } from './task-state.ts';

const taskLeaseOver = declareProblem('task-lease-over', {
  status: 409,
  title: 'Another worker has the task',
});

export type HeldTaskDeps = TaskStateDeps & { readonly tasks: Pick<TaskQueue, 'get' | 'remove'> };

/**
 * The task, if the receipt proves who asks to have it: also after the end of the lease, as long as nobody else took it.
 *
 * @throws `task-lease-over`, `task-gone`, `task-not-found`.
 */
export async function findHeldTask(deps: HeldTaskDeps, key: StepKey, receipt: string): Promise<OfferedTask> {
  const task = await deps.tasks.get(key);
  if (task === undefined) throw await whyGone(deps, key);
  if (!(await isAwaited(deps, task))) {
    await removeTask(deps, task);
    throw await whyGone(deps, key);
  }
  if (task.receipt === receipt) return task;
  throw taskLeaseOver(
    `The lease of the task "${key.stepId}" of the run "${key.runId}" was over, and another worker has it. Give the work up; ask for longer leases, or send heartbeats.`,
    { field: 'receipt' },
  );
}
