import type { StepRecord, WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { changeRun } from './change-record.ts';
import { childKey } from './child-run.ts';
import type { WorkflowDeps } from './deps.ts';
import { stopExecutions } from './executions-of-run.ts';
import { isOver, runEnd } from './run-end.ts';
import { carrierOfStep, kindOfStep } from './task-kind.ts';

/**
 * Ends a run that is to be terminated when none of its tasks goes on any more. Waits do not count: they are dropped, and begin anew when
 * the run is restarted.
 *
 * @param atOnce whether to end it in any case.
 * @returns whether the run is terminated.
 */
export async function settleTermination(
  deps: WorkflowDeps,
  key: WorkflowRunKey,
  atOnce = false,
): Promise<boolean> {
  const run = await deps.runs.get(key);
  if (run === undefined || (run.state !== 'terminating' && run.state !== 'terminated')) return false;
  const steps = await deps.runs.allSteps(key);
  const active = steps.filter(({ state }) => state === 'active');
  if (run.state === 'terminating') {
    if (!atOnce) for (const step of active) if (await goesOn(deps, run, step)) return false;
    const changed = await changeRun(deps, key, (current) =>
      current.state === 'terminating'
        ? runEnd(current, { state: 'terminated' }, deps.clock.now())
        : undefined,
    );
    if (changed?.record.state !== 'terminated') return false;
  }
  await stopExecutions(deps, run, steps);
  for (const step of active) {
    const carrier = carrierOfStep(run, step);
    if (carrier === 'handler' || carrier === 'worker') continue;
    await kindOfStep(deps, run, step)?.cancel(run, step);
  }
  return true;
}

/** Whether the step is work that has begun: a handler's run, a worker's task, another workflow. */
async function goesOn(deps: WorkflowDeps, run: WorkflowRunRecord, step: StepRecord): Promise<boolean> {
  const carrier = carrierOfStep(run, step);
  if (carrier !== 'workflow') return carrier === 'handler' || carrier === 'worker';
  const child = await deps.runs.get(childKey(step));
  return child !== undefined && !isOver(child);
}
