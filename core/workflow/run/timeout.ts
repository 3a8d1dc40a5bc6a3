import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { stepIdOf } from '../regions/step-path.ts';
import { cancel } from './cancel-run.ts';
import { childKey } from './child-run.ts';
import type { WorkflowDeps } from './deps.ts';
import { endStep } from './end-step.ts';
import { StepFailed } from './step-failed.ts';
import { carrierOfStep, kindOfStep } from './task-kind.ts';

/**
 * The time of a step is over: it has failed, unless it ended just before, and what goes on for it is cancelled.
 *
 * @throws {StepFailed} when it has failed.
 */
export async function timeout(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  { node, path }: { readonly node: number; readonly path: string },
): Promise<void> {
  const key = { tenantId: run.tenantId, runId: run.runId, stepId: stepIdOf(path, node) };
  const message = 'The time of the step is over ($timeoutSeconds).';
  const ended = await endStep(deps, key, { error: { name: 'Timeout', message } });
  const [step] = await deps.runs.steps(run, [key.stepId]);
  if (step === undefined) return;
  if (ended === 'ended') {
    if (carrierOfStep(run, step) === 'workflow') await cancel(deps, childKey(step));
    else await kindOfStep(deps, run, step)?.cancel(run, step);
  }
  if (step.state === 'failed') throw new StepFailed(step.error!.message);
}
