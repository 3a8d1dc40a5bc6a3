import { sha256Hex } from '../../hash.ts';
import type { WorkflowError, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { Archive } from './archive-format.ts';

/** What begins the execution of a run whose steps are being restored: no other execution's id does. */
const RESTORING = 'restoring-';

/** Why nothing can be done with a run as long as its steps are being restored, or when that was interrupted. */
export const restoreUnfinished: WorkflowError = {
  name: 'RestoreUnfinished',
  message: 'The run is being restored. Where that was interrupted, restore the same archive again.',
};

/**
 * In place of the id of an execution, by which the restore of an archive is known again: while it goes on, and when it is through, until
 * the run is restarted.
 */
export function restoreMarks(archive: Archive): { readonly begun: string; readonly done: string } {
  const digest = sha256Hex(JSON.stringify(archive));
  return { begun: `${RESTORING}${digest}`, done: `restored-${digest}` };
}

/** Whether a run has only part of the steps of its archive. */
export function isUnfinishedRestore({ state, execution }: WorkflowRunRecord): boolean {
  return state === 'cancelled' && execution.startsWith(RESTORING);
}
