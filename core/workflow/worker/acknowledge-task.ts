import type { AcknowledgeTask, TaskReceipt } from '../../contract/task.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { OfferedTask, TaskQueue } from '../../ports/task-queue.ts';
import { findHeldTask, type HeldTaskDeps } from './find-held-task.ts';
import { receiptEvent, startsOf } from './task-events.ts';

/** How many `start-task` events are looked at for that of a task, from the time on at which it was offered. */
const LOOKED_AT = 1000;

/**
 * Says that a worker has seen the task and works on it: a `receipt` event, as littleflow has it, once for each time that the task is
 * taken.
 *
 * @throws as `findHeldTask`.
 */
export async function acknowledgeTask(
  deps: HeldTaskDeps & {
    tasks: Pick<TaskQueue, 'put'>;
    events: Pick<EventLog, 'append' | 'offsetAt' | 'read'>;
    clock: Pick<Clock, 'now'>;
  },
  caller: Caller,
  { runId, stepId }: { runId: string; stepId: string },
  { receipt, target }: AcknowledgeTask,
): Promise<TaskReceipt> {
  requirePermission(caller, 'fire');
  const key = { tenantId: caller.userId, runId, stepId };
  const task = await findHeldTask(deps, key, receipt);
  const told: TaskReceipt = {
    for: await findStart(deps, caller, task),
    action: 'processed',
    ...(target !== undefined && { target }),
    name: task.name,
    index: task.node,
    workflow: runId,
    step: stepId,
  };
  if (task.receivedAt !== null) return told;
  const now = deps.clock.now();
  await deps.events.append([receiptEvent(caller.userName, task, told, now)], now);
  await noteReceived(deps, task, now);
  return told;
}

/** The offset of the `start-task` event; null when the log has it no more. */
async function findStart(
  deps: { events: Pick<EventLog, 'offsetAt' | 'read'> },
  caller: Caller,
  task: OfferedTask,
): Promise<number | null> {
  const selection = startsOf(caller.userName, task.kind);
  let after = await deps.events.offsetAt(task.offeredAt - 1);
  for (let left = LOOKED_AT; left > 0; ) {
    const { events, searchedTo } = await deps.events.read(selection, { after, upTo: undefined }, left);
    const start = events.find(
      ({ context, value }) => context === task.runId && stepOf(value) === task.stepId,
    );
    if (start !== undefined) return start.offset;
    if (events.length === 0) break;
    left -= events.length;
    after = searchedTo;
  }
  return null;
}

function stepOf(value: string): unknown {
  return (JSON.parse(value) as { step?: unknown }).step;
}

/** A heartbeat may be faster; the receipt stays noted once. */
async function noteReceived(
  deps: { tasks: Pick<TaskQueue, 'get' | 'put'> },
  task: OfferedTask,
  receivedAt: number,
): Promise<void> {
  let standing: OfferedTask | undefined = task;
  while (standing?.receipt === task.receipt && standing.receivedAt === null) {
    if (await deps.tasks.put({ ...standing, receivedAt, revision: standing.revision + 1 })) return;
    standing = await deps.tasks.get(task);
  }
}
