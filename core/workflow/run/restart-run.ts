import type { Caller } from '../../identity/caller.ts';
import type { WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { WorkflowDeps } from './deps.ts';

/** Starts a run again that failed or was terminated: what has its output keeps it, what was active or had become ready goes on. */
export function restartRun(
  _deps: WorkflowDeps,
  _caller: Caller,
  _key: WorkflowRunKey,
): Promise<WorkflowRunRecord> {
  return Promise.reject(new Error('Being built.'));
}
