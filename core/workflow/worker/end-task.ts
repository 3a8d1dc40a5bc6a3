import type { EndTask } from '../../contract/task.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { OfferedTask, TaskQueue } from '../../ports/task-queue.ts';
import { declareProblem } from '../../problem.ts';
import { endCallback } from '../request/end-callback.ts';
import { endStep } from '../run/end-step.ts';
import type { StepKey, StepResult } from '../run/step-work.ts';
import { findHeldTask, type HeldTaskDeps } from './find-held-task.ts';
import { workOf } from './offer-task.ts';
import { removeTask } from './remove-task.ts';
import { endTaskEvent } from './task-events.ts';
import { hasEndedSo, taskResult } from './task-result.ts';
import { isAwaited, whyGone } from './task-state.ts';

const taskTaken = declareProblem('task-taken', { status: 409, title: 'A worker has the task' });

/** How long no worker gets a task that is being ended by hand, in milliseconds. */
const ENDING_MS = 30_000;

export type EndTaskDeps = HeldTaskDeps &
  Parameters<typeof endStep>[0] & {
    readonly tasks: Pick<TaskQueue, 'put'>;
    readonly clock: Pick<Clock, 'now'>;
    readonly ids: Pick<Ids, 'next'>;
  };

/**
 * Ends a task of the caller's: the run goes on with its output, or has failed. With the receipt of the worker that has it, also after the
 * end of its lease as long as nobody else took it; without one as `endTaskByHand`. Saying the same again changes nothing, and is
 * answered as before. A request that waits for a callback is ended likewise, without a receipt.
 *
 * @throws `task-lease-over` when another worker has it, `task-gone` when it ended otherwise or its run was cancelled, `task-taken`,
 * `task-not-found`, `task-output-too-deep`.
 */
export async function endTask(
  deps: EndTaskDeps,
  caller: Caller,
  { runId, stepId }: { runId: string; stepId: string },
  end: EndTask,
): Promise<void> {
  requirePermission(caller, 'fire');
  const key = { tenantId: caller.userId, runId, stepId };
  await endAs(deps, key, caller.userName, end);
}

/**
 * Ends a task that waits for a worker, as a person does who did the work, or knows that nobody will.
 *
 * @param owner the name of the user whose run it is.
 * @throws as `endTask`.
 */
export async function endTaskByHand(
  deps: EndTaskDeps,
  key: StepKey,
  owner: string,
  end: Omit<EndTask, 'receipt'>,
): Promise<void> {
  await endAs(deps, key, owner, end);
}

async function endAs(deps: EndTaskDeps, key: StepKey, owner: string, end: EndTask): Promise<void> {
  const result = taskResult(end);
  // Repeats what a crash may have kept from going on.
  if (await endedBefore(deps, key, end, result)) {
    await endStep(deps, key, result);
    return;
  }
  const deliver = (step: StepKey, ended: StepResult) => endStep(deps, step, ended);
  if (end.receipt === undefined && (await endCallback({ ...deps, endStep: deliver }, key, end, result)))
    return;
  const task = await (end.receipt === undefined
    ? takeToEnd(deps, key)
    : findHeldTask(deps, key, end.receipt));
  const outcome = await endStep(deps, key, {
    ...result,
    work: { ...workOf(task), receipt: end.receipt ?? null },
    events: [endTaskEvent(owner, task, end, deps.clock.now())],
  });
  await removeTask(deps, task);
  // Somebody else was faster.
  if (outcome !== 'ended' && !(await endedBefore(deps, key, end, result))) throw await whyGone(deps, key);
}

async function endedBefore(
  deps: EndTaskDeps,
  key: StepKey,
  { receipt }: EndTask,
  result: StepResult,
): Promise<boolean> {
  const [step] = await deps.runs.steps(key, [key.stepId]);
  if (step === undefined || !hasEndedSo(step, result)) return false;
  return receipt === undefined || step.work?.receipt === receipt;
}

/** Nobody else gets the task while it is ended. */
async function takeToEnd(deps: EndTaskDeps, key: StepKey): Promise<OfferedTask> {
  for (;;) {
    const task = await deps.tasks.get(key);
    if (task === undefined || !(await isAwaited(deps, task))) throw await whyGone(deps, key);
    const now = deps.clock.now();
    if (task.visibleAt > now) {
      throw taskTaken(
        `A worker has the task "${key.stepId}" of the run "${key.runId}". Wait until it ends it, or until its lease is over.`,
      );
    }
    const mine = {
      ...task,
      receipt: deps.ids.next(),
      visibleAt: now + ENDING_MS,
      revision: task.revision + 1,
    };
    if (await deps.tasks.put(mine)) return mine;
  }
}
