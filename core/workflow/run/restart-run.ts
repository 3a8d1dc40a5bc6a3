import type { Caller } from '../../identity/caller.ts';
import type { WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { rerun } from './begin-run.ts';
import type { WorkflowDeps } from './deps.ts';
import { findRun } from './find-run.ts';

/**
 * Starts a run again that failed or was terminated, in a new execution: what has its output keeps it, what goes on is taken up, and what
 * failed or had become ready begins.
 *
 * @throws `forbidden`, `workflow-run-not-found`, `workflow-run-running`, `workflow-run-cancelled`, `workflow-run-ended`,
 * `workflow-queue-full`.
 */
export async function restartRun(
  deps: WorkflowDeps,
  caller: Caller,
  key: WorkflowRunKey,
): Promise<WorkflowRunRecord> {
  const run = await rerun(deps, await findRun(deps, caller, key, 'fire'));
  await deps.runs.settled();
  return run;
}
