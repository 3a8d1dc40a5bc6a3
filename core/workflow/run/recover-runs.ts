import type { IdentityStore } from '../../ports/identity-store.ts';
import type { WorkflowDeps } from './deps.ts';

/**
 * Takes up what a process left behind when it ended between two writes: runs whose execution was not started, steps that ended and did
 * not say so. To be called at the start of a home.
 */
export function recoverRuns(
  _deps: WorkflowDeps & { identities: Pick<IdentityStore, 'listUsers'> },
): Promise<void> {
  return Promise.reject(new Error('Being built.'));
}
