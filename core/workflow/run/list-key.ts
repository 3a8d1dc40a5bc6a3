import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';

/** As many digits as the times of the next thousands of years have. */
const DIGITS = 15;

/** Orders the runs of a tenant by creation, then by id. It is the cursor behind a run in a listing, too. */
export function listKey({ createdAt, runId }: Pick<WorkflowRunRecord, 'createdAt' | 'runId'>): string {
  return `${String(createdAt).padStart(DIGITS, '0')}#${runId}`;
}
