import type { WorkflowError, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { changeRun } from './change-record.ts';
import type { WorkflowDeps } from './deps.ts';
import { sized } from './end-of-step.ts';
import { failExecutions } from './executions-of-run.ts';
import { follow } from './follow.ts';
import { graphRegions } from './graph-regions.ts';
import { readInput } from './read-input.ts';
import { runEnd } from './run-end.ts';
import { StepFailed } from './step-failed.ts';

/**
 * All is through: what flows into the end is the output of the run.
 *
 * @throws {StepFailed} when that cannot be merged, or is too large: the run has failed then.
 */
export async function finish(deps: WorkflowDeps, run: WorkflowRunRecord): Promise<void> {
  const { end } = graphRegions(run.graph).scopes.get(null)!;
  const given = await readInput(deps, run, end, '');
  if ('isMissing' in given) throw new Error(`${run.runId} finishes before its end has its input.`);
  const result =
    'problem' in given
      ? { error: { name: 'MergeFailed', message: given.problem, step: String(end) } }
      : sized(given.input);
  await changeRun(deps, run, (current) => {
    if (current.execution !== run.execution) return undefined;
    if (current.state !== 'running' && current.state !== 'terminating') return undefined;
    const now = deps.clock.now();
    return 'output' in result
      ? runEnd(current, { state: 'succeeded', output: result.output }, now)
      : runEnd(current, { state: 'failed', error: result.error }, now);
  });
  await follow(deps, { kind: 'run', key: run });
  if ('error' in result) throw new StepFailed(result.error.message);
}

/**
 * A state has failed. Where that was a step's failure, the run has failed before; all else is the platform's, such as a function that
 * went on failing.
 *
 * @param execution the name of the execution that the state is in.
 */
export async function fail(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  error: { readonly Error?: string; readonly Cause?: string } | undefined,
  execution: string,
): Promise<void> {
  const failure: WorkflowError = {
    name: error?.Error ?? 'WorkflowFailed',
    message: error?.Cause ?? 'A state of the workflow has failed.',
  };
  const changed = await changeRun(deps, run, (current) =>
    current.state === 'running' && current.execution === run.execution
      ? runEnd(current, { state: 'failed', error: failure }, deps.clock.now())
      : undefined,
  );
  if (changed?.record.state === 'failed') {
    await failExecutions(deps, run, changed.record.error ?? failure, execution);
  }
  await follow(deps, { kind: 'run', key: run });
}
