import type { Caller } from '../../identity/caller.ts';
import type { WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { declareProblem } from '../../problem.ts';
import { changeRun } from './change-record.ts';
import { childKey } from './child-run.ts';
import type { WorkflowDeps } from './deps.ts';
import { findRun } from './find-run.ts';
import { follow } from './follow.ts';
import { isOver, runEnd } from './run-end.ts';
import { settleTermination } from './settle-termination.ts';
import { carrierOfStep } from './task-kind.ts';

const notRunning = declareProblem('workflow-run-not-running', {
  status: 409,
  title: 'The run has ended',
});

/**
 * Ends a run so that it can be restarted, and the runs that it started. What handlers, workers and other workflows do for it goes on, and
 * nothing new starts: meanwhile it is `terminating`. Waits (for a delay, an event, a latch, an answer) are dropped; a run that only waits
 * is terminated at once, and so is one whose end is asked for a second time. One that is terminated already stays so.
 *
 * @throws `forbidden`, `workflow-run-not-found`, `workflow-run-not-running`.
 */
export async function terminateRun(
  deps: WorkflowDeps,
  caller: Caller,
  key: WorkflowRunKey,
): Promise<WorkflowRunRecord> {
  const { state, runId } = await findRun(deps, caller, key, 'cancel');
  if (isOver({ state }) && state !== 'terminated') {
    throw notRunning(`Workflow '${runId}' has ended: it is ${state}.`, { field: 'runId' });
  }
  await terminate(deps, key);
  await deps.runs.settled();
  return (await deps.runs.get(key))!;
}

/** As `terminateRun`, for the platform itself. */
export async function terminate(deps: WorkflowDeps, key: WorkflowRunKey): Promise<void> {
  const now = deps.clock.now();
  let again = false;
  const changed = await changeRun(deps, key, (run) => {
    again = run.state === 'terminating';
    if (run.state === 'pending') return runEnd(run, { state: 'terminated' }, now);
    return run.state === 'running' ? { record: { ...run, state: 'terminating' as const } } : undefined;
  });
  if (changed === undefined) return;
  await terminateChildren(deps, changed.record, again);
  if (await settleTermination(deps, key, again)) await follow(deps, { kind: 'run', key });
}

/** Terminates the runs that a run waits for: those that are being terminated only when that was asked for `again`. */
export async function terminateChildren(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  again = false,
): Promise<void> {
  for (const key of await childrenOf(deps, run)) {
    const isGoing = again || (await deps.runs.get(key))?.state !== 'terminating';
    if (isGoing) await terminate(deps, key);
  }
}

/** The runs that a run has started and that it waits for. */
async function childrenOf(
  { runs }: Pick<WorkflowDeps, 'runs'>,
  run: WorkflowRunRecord,
): Promise<WorkflowRunKey[]> {
  const steps = await runs.allSteps(run);
  return steps
    .filter((step) => step.state === 'active' && carrierOfStep(run, step) === 'workflow')
    .map(childKey);
}
