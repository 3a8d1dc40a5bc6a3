import type { Caller } from '../../identity/caller.ts';
import type { StepRecord, WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { changeRun, changeStep } from './change-record.ts';
import { childKey } from './child-run.ts';
import type { WorkflowDeps } from './deps.ts';
import { stopExecutions } from './executions-of-run.ts';
import { findRun } from './find-run.ts';
import { follow } from './follow.ts';
import { runEnd } from './run-end.ts';
import { isEnded } from './step-record.ts';
import { carrierOfStep, kindOfStep } from './task-kind.ts';

/**
 * Ends a run for good, and the runs that it started: its execution, its waits, what workers and handlers do for it. One that failed or was
 * terminated cannot be restarted afterwards; one that has succeeded stays so.
 *
 * @returns the run as it is then.
 * @throws `forbidden`, `workflow-run-not-found`.
 */
export async function cancelRun(
  deps: WorkflowDeps,
  caller: Caller,
  key: WorkflowRunKey,
): Promise<WorkflowRunRecord> {
  await findRun(deps, caller, key, 'cancel');
  await cancel(deps, key);
  await deps.runs.settled();
  return (await deps.runs.get(key))!;
}

/** As `cancelRun`, for the platform itself. */
export async function cancel(deps: WorkflowDeps, key: WorkflowRunKey): Promise<void> {
  const changed = await changeRun(deps, key, (run) =>
    run.state === 'succeeded' || run.state === 'cancelled'
      ? undefined
      : runEnd(run, { state: 'cancelled' }, deps.clock.now()),
  );
  if (changed?.record.state !== 'cancelled') return;
  const run = changed.record;
  const steps = await deps.runs.allSteps(key);
  await stopExecutions(deps, run, steps);
  for (const step of steps) {
    if (!isEnded(step)) await cancelStep(deps, run, step);
    // A crash may have come between the two.
    else if (step.state === 'cancelled') await cancelWork(deps, run, step);
  }
  await follow(deps, { kind: 'run', key });
}

/** Its end is stored before what goes on for it is: that has no end to tell any more. */
async function cancelStep(deps: WorkflowDeps, run: WorkflowRunRecord, step: StepRecord): Promise<void> {
  const changed = await changeStep(
    deps,
    step,
    (current) =>
      current === undefined || isEnded(current)
        ? undefined
        : { record: { ...current, state: 'cancelled', endedAt: deps.clock.now() } },
    { step },
  );
  if (changed?.isChanged && step.state === 'active') await cancelWork(deps, run, step);
}

/** What goes on for a step; nothing where nothing does. */
async function cancelWork(deps: WorkflowDeps, run: WorkflowRunRecord, step: StepRecord): Promise<void> {
  if (carrierOfStep(run, step) === 'workflow') await cancel(deps, childKey(step));
  // A task that continues with a workflow has ended otherwise; to end it again does no harm.
  await kindOfStep(deps, run, step)?.cancel(run, step);
}
