import type { StepRecord, WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { cancel } from './cancel-run.ts';
import { childKey } from './child-run.ts';
import type { WorkflowDeps } from './deps.ts';
import { follow } from './follow.ts';
import { launchRun } from './launch-run.ts';
import { startTask } from './start-task.ts';
import { isEnded } from './step-record.ts';
import { storeEnd } from './store-end.ts';
import { terminateChildren } from './terminate-run.ts';

/**
 * Does what is left to do after a write of a run, or of a step of it, by a function that ended before it had done it. What was done
 * changes nothing. To be called for each such write, at least once.
 */
export async function tellAgain(
  deps: WorkflowDeps,
  key: WorkflowRunKey & { readonly stepId?: string | undefined },
): Promise<void> {
  const run = await deps.runs.get(key);
  if (run === undefined) return;
  if (key.stepId === undefined) return await tellOfRun(deps, run);
  const [step] = await deps.runs.steps(key, [key.stepId]);
  if (step === undefined) return;
  if (isEnded(step)) await follow(deps, { kind: 'step', key: step });
  else if (step.work?.continuation !== undefined) await takeUpContinuation(deps, run, step);
}

async function tellOfRun(deps: WorkflowDeps, run: WorkflowRunRecord): Promise<void> {
  const key = { tenantId: run.tenantId, runId: run.runId };
  switch (run.state) {
    case 'running':
      return await launchRun(deps, run);
    case 'failed': {
      const stepId = run.error?.step;
      const [step] = stepId === undefined ? [] : await deps.runs.steps(key, [stepId]);
      // What carries the run out fails by its step.
      return await follow(
        deps,
        step?.state === 'failed' ? { kind: 'step', key: step } : { kind: 'run', key },
      );
    }
    case 'cancelled':
      return await cancel(deps, key);
    case 'terminating':
      await terminateChildren(deps, run);
      return await follow(deps, { kind: 'terminating', key });
    case 'terminated':
      return await follow(deps, { kind: 'terminating', key });
    default:
      return await follow(deps, { kind: 'run', key });
  }
}

/** A step that goes on as a workflow of which there may be no run yet, or one that has ended. */
export async function takeUpContinuation(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  step: StepRecord,
): Promise<void> {
  const child = await deps.runs.get(childKey(step));
  if (child !== undefined) return await follow(deps, { kind: 'run', key: childKey(step) });
  const node = run.graph.nodes[step.node];
  if (run.state !== 'running' || node?.kind !== 'task') return;
  const started = await startTask(deps, run, step, node, {});
  if (!('result' in started)) return;
  await storeEnd(deps, step, started.result);
  await follow(deps, { kind: 'step', key: step });
}
