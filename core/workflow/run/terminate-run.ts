import type { Caller } from '../../identity/caller.ts';
import type { WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { WorkflowDeps } from './deps.ts';

/** Ends a run so that it can be restarted: what goes on may end, nothing new starts. A second call ends it at once. */
export function terminateRun(
  _deps: WorkflowDeps,
  _caller: Caller,
  _key: WorkflowRunKey,
): Promise<WorkflowRunRecord> {
  return Promise.reject(new Error('Being built.'));
}
