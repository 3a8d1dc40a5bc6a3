import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { OfferedTask, TaskQueue } from '../../ports/task-queue.ts';
import type { StepRecord } from '../../ports/workflow-run-store.ts';
import type { Started, TaskStart } from '../run/step-work.ts';
import { firstRevision, isOfferedFor } from './offering.ts';
import { startTaskEvent } from './task-events.ts';

/**
 * Offers a task to workers of its kind, and tells of it by a `start-task` event in the platform's namespace of the run's owner. One that
 * is offered already stays as it is, and is told again as long as nobody has taken it: nobody may have been told.
 */
export async function offerTask(
  deps: {
    tasks: Pick<TaskQueue, 'offer' | 'get' | 'remove'>;
    events: Pick<EventLog, 'append'>;
    clock: Pick<Clock, 'now'>;
  },
  { run, step, node, input, parameters }: TaskStart,
): Promise<Started> {
  const { tenantId, runId } = run;
  const now = deps.clock.now();
  const standing = await findOffer(deps, step);
  const task: OfferedTask = standing ?? {
    tenantId,
    runId,
    stepId: step.stepId,
    kind: node.base,
    name: node.name,
    node: node.index,
    parameters,
    input,
    offeredAt: now,
    visibleAt: now,
    deliveries: 0,
    receipt: null,
    receivedAt: null,
    revision: firstRevision(step),
  };
  if (standing === undefined) await deps.tasks.offer(task);
  // After the task is there: who is woken by the event finds it.
  if (task.deliveries === 0) await deps.events.append([startTaskEvent(run.owner, task, now)], now);
  return { work: workOf(task) };
}

/** What is offered already; what is left from before the step failed and was begun anew is removed. */
async function findOffer(
  { tasks }: { tasks: Pick<TaskQueue, 'get' | 'remove'> },
  step: StepRecord,
): Promise<OfferedTask | undefined> {
  for (;;) {
    const task = await tasks.get(step);
    if (task === undefined || isOfferedFor(task, step)) return task;
    await tasks.remove(task, task.revision);
  }
}

/** How a step says that a worker is to do it, or did it. */
export function workOf({ kind }: OfferedTask): Readonly<Record<string, unknown>> {
  return { worker: kind };
}
