import type { Caller } from '../../identity/caller.ts';
import type { WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { WorkflowDeps } from './deps.ts';

/** Ends a run for good, and cancels what goes on for it. */
export function cancelRun(
  _deps: WorkflowDeps,
  _caller: Caller,
  _key: WorkflowRunKey,
): Promise<WorkflowRunRecord> {
  return Promise.reject(new Error('Being built.'));
}
