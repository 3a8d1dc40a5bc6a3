import type { Caller } from '../../identity/caller.ts';
import type { WorkflowRunKey } from '../../ports/workflow-run-store.ts';
import { declareProblem } from '../../problem.ts';
import { cancel } from './cancel-run.ts';
import { childKey } from './child-run.ts';
import type { WorkflowDeps } from './deps.ts';
import { findRun } from './find-run.ts';
import { isOver } from './run-end.ts';
import { carrierOfStep } from './task-kind.ts';

const stillRunning = declareProblem('workflow-run-still-running', {
  status: 409,
  title: 'The run has not ended',
});

/**
 * Forgets a run that has ended, its steps and the runs that it started. What still goes on for it, of a run that failed, is cancelled.
 *
 * @throws `forbidden`, `workflow-run-not-found`, `workflow-run-still-running`.
 */
export async function removeRun(deps: WorkflowDeps, caller: Caller, key: WorkflowRunKey): Promise<void> {
  const run = await findRun(deps, caller, key, 'cancel');
  if (!isOver(run)) {
    throw stillRunning(`Workflow '${run.runId}' has not ended. Terminate or cancel it first.`, {
      field: 'runId',
    });
  }
  await remove(deps, key);
}

async function remove(deps: WorkflowDeps, key: WorkflowRunKey): Promise<void> {
  const run = await deps.runs.get(key);
  if (run === undefined) return;
  const steps = await deps.runs.allSteps(key);
  if (steps.some(({ state }) => state === 'active')) await cancel(deps, key);
  for (const step of steps) {
    if (carrierOfStep(run, step) === 'workflow') await remove(deps, childKey(step));
  }
  await deps.runs.remove(key);
}
