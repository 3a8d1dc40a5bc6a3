import type { StepContext } from '../../ports/workflow-executions.ts';
import type { WorkflowDeps } from './deps.ts';
import { nameOfStarted } from './executions-of-run.ts';
import { fail } from './finish.ts';
import { renewExecution } from './renew-execution.ts';

/** How an execution ended before its run had; that of rounds of an iteration may be one. */
export interface ExecutionEnd {
  readonly context: StepContext;
  readonly status: 'TIMED_OUT' | 'FAILED' | 'ABORTED';
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/**
 * What becomes of a run that has lost its execution; nothing of one that has ended, or goes on in another. An execution of Step Functions
 * lasts for a year (https://docs.aws.amazon.com/step-functions/latest/dg/limits.html): after that the run goes on in a new one. One
 * that was stopped by hand, or broke, fails the run, which can be restarted.
 */
export async function executionEnded(
  deps: WorkflowDeps,
  { context, status, error, cause }: ExecutionEnd,
): Promise<void> {
  const run = await deps.runs.get(context.run);
  if (run?.state !== 'running' || run.execution !== context.execution) return;
  if (status !== 'TIMED_OUT') {
    const why = `Its execution was ${status === 'ABORTED' ? 'stopped' : 'broken off'} from outside of the workflow.`;
    await fail(
      deps,
      run,
      { Error: error ?? 'ExecutionLost', Cause: cause ?? why },
      nameOfStarted(run, context),
    );
    return;
  }
  await renewExecution(deps, run);
}
