import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { parseStepId } from '../regions/step-path.ts';
import { changeRun } from './change-record.ts';
import type { WorkflowDeps } from './deps.ts';
import type { FollowUp } from './follow-up.ts';
import { releaseAfterStep } from './release-joins.ts';
import { runEnd } from './run-end.ts';
import { answerOfEnd } from './step-answer.ts';
import { isEnded } from './step-record.ts';
import type { StepKey } from './step-work.ts';

/** After the end of a step: what waits for its output goes on; when it failed, the run has failed. */
export async function followStep(deps: WorkflowDeps, key: StepKey): Promise<readonly FollowUp[]> {
  // Read after the step was written: who starts a run again takes up what has ended before, and else its token is seen here.
  const run = await deps.runs.get(key);
  const [step] = await deps.runs.steps(key, [key.stepId]);
  if (run?.state === 'terminating') return [{ kind: 'terminating', key: run }];
  if (run === undefined || step === undefined || !isEnded(step)) return [];
  if (step.state === 'failed') return await failRun(deps, run, step);
  if (run.state !== 'running') return [];
  await releaseAfterStep(deps, run, step.node, parseStepId(step.stepId).path);
  // At last: nobody repeats the call for a state that goes on.
  if (isAwaited(run, step)) await deps.executions.succeed(step.token!.value, answerOfEnd(deps, run, step));
  return [];
}

/**
 * The first error is the run's. What goes on meanwhile goes on; nothing else begins. A step that failed in an earlier execution, and that
 * this one has not come to, begins anew there.
 */
async function failRun(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  step: StepRecord,
): Promise<readonly FollowUp[]> {
  if (!isAwaited(run, step)) return [];
  const error = step.error!;
  const failed = await changeRun(deps, run, (current) =>
    current.state === 'running' && isAwaited(current, step)
      ? runEnd(current, { state: 'failed', error }, deps.clock.now())
      : undefined,
  );
  if (failed?.record.state !== 'failed' || !isAwaited(failed.record, step)) return [];
  await deps.executions.fail(step.token!.value, {
    name: 'StepFailed',
    message: `${error.name}: ${error.message}`,
  });
  return [{ kind: 'run', key: run }];
}

function isAwaited(run: WorkflowRunRecord, step: StepRecord): boolean {
  return step.token?.execution === run.execution;
}
