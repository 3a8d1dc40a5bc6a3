import type { Caller } from '../../identity/caller.ts';
import type { WorkflowRunKey } from '../../ports/workflow-run-store.ts';
import type { WorkflowDeps } from './deps.ts';

/** Forgets a run that has ended, its steps and the runs that it started. */
export function removeRun(_deps: WorkflowDeps, _caller: Caller, _key: WorkflowRunKey): Promise<void> {
  return Promise.reject(new Error('Being built.'));
}
