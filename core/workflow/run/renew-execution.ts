import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { changeRun } from './change-record.ts';
import type { WorkflowDeps } from './deps.ts';
import { stopExecutions } from './executions-of-run.ts';
import { launchRun } from './launch-run.ts';

/**
 * Lets a run go on in new executions, as after a restart; those that carried it out before are stopped. Does nothing when another one
 * counts already. After a crash in between, the old one's call is repeated, and `step` starts what counts.
 */
export async function renewExecution(deps: WorkflowDeps, run: WorkflowRunRecord): Promise<void> {
  // Before others take up what waits for the old ones.
  const steps = await deps.runs.allSteps(run);
  const changed = await changeRun(deps, run, (current) =>
    current.state === 'running' && current.execution === run.execution
      ? { record: { ...current, execution: deps.ids.next() } }
      : undefined,
  );
  if (changed?.record.state !== 'running') return;
  await launchRun(deps, changed.record);
  if (changed.isChanged) await stopExecutions(deps, run, steps);
}
