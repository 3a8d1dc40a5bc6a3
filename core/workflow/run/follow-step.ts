import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { parseStepId } from '../regions/step-path.ts';
import { changeRun } from './change-record.ts';
import type { WorkflowDeps } from './deps.ts';
import { failExecutions, nameOfExecution } from './executions-of-run.ts';
import type { FollowUp } from './follow-up.ts';
import { stillStraggles } from './parts-that-go-on.ts';
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
  await answerEnd(deps, run, step);
  return [];
}

/** Lets the state go on that waits for the end of a step; that of an iteration when all that is in its rounds is through. */
export async function answerEnd(
  deps: Pick<WorkflowDeps, 'runs' | 'executions' | 'clock'>,
  run: WorkflowRunRecord,
  step: StepRecord,
): Promise<void> {
  if (!isAwaited(run, step) || (await stillStraggles(deps, run, step))) return;
  await deps.executions.succeed(step.token!.value, answerOfEnd(deps, run, step));
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
  await failExecutions(deps, run, error, nameOfExecution(run, parseStepId(step.stepId).path));
  return [{ kind: 'run', key: run }];
}

function isAwaited(run: WorkflowRunRecord, step: StepRecord): boolean {
  return step.token?.execution === run.execution;
}
