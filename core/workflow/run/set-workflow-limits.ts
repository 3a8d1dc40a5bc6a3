import type { Caller } from '../../identity/caller.ts';
import type { WorkflowLimits } from '../../ports/workflow-places.ts';
import type { WorkflowDeps } from './deps.ts';

/** Limits how many runs go on at once on this platform, and how many wait for that: for admins. */
export function setWorkflowLimits(
  _deps: WorkflowDeps,
  _caller: Caller,
  _limits: WorkflowLimits,
): Promise<WorkflowLimits> {
  return Promise.reject(new Error('Being built.'));
}
