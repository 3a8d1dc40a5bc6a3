import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { TaskQueue } from '../../ports/task-queue.ts';
import { findHeldTask, type HeldTaskDeps } from './find-held-task.ts';
import { startTaskEvent } from './task-events.ts';

/**
 * Gives a task back before its time: another worker can take it at once, and is told by a further `start-task` event.
 *
 * @throws as `findHeldTask`.
 */
export async function releaseTask(
  deps: HeldTaskDeps & {
    tasks: Pick<TaskQueue, 'put'>;
    events: Pick<EventLog, 'append'>;
    clock: Pick<Clock, 'now'>;
  },
  caller: Caller,
  { runId, stepId }: { runId: string; stepId: string },
  receipt: string,
): Promise<void> {
  requirePermission(caller, 'fire');
  const key = { tenantId: caller.userId, runId, stepId };
  for (;;) {
    const task = await findHeldTask(deps, key, receipt);
    const now = deps.clock.now();
    const free = { ...task, visibleAt: now, receipt: null, receivedAt: null, revision: task.revision + 1 };
    if (!(await deps.tasks.put(free))) continue;
    await deps.events.append([startTaskEvent(caller.userName, free, now)], now);
    return;
  }
}
