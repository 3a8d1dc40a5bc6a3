import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskQueue } from '../../ports/task-queue.ts';
import { findHeldTask, type HeldTaskDeps } from './find-held-task.ts';

/**
 * Keeps a task for its worker, from now on for `leaseSeconds`: a heartbeat. Also after the end of the lease, as long as nobody else took
 * the task.
 *
 * @returns until when, in milliseconds since the epoch.
 * @throws `task-gone` when the task was ended by hand or its run cancelled, and else as `findHeldTask`: the work is to be given up.
 */
export async function renewTask(
  deps: HeldTaskDeps & { tasks: Pick<TaskQueue, 'put'>; clock: Pick<Clock, 'now'> },
  caller: Caller,
  { runId, stepId }: { runId: string; stepId: string },
  receipt: string,
  leaseSeconds: number,
): Promise<number> {
  requirePermission(caller, 'fire');
  const key = { tenantId: caller.userId, runId, stepId };
  for (;;) {
    const task = await findHeldTask(deps, key, receipt);
    const visibleAt = deps.clock.now() + leaseSeconds * 1000;
    if (await deps.tasks.put({ ...task, visibleAt, revision: task.revision + 1 })) return visibleAt;
  }
}
