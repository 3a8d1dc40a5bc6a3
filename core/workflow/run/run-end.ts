import { limits } from '../../contract/limits.ts';
import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { eventOfRun } from './run-events.ts';

const KEPT_MS = limits.retentionDays * 24 * 3600 * 1000;

/** The end of a run, and what the log tells of it. */
export function runEnd(
  run: WorkflowRunRecord,
  end:
    | { readonly state: 'succeeded'; readonly output: NonNullable<WorkflowRunRecord['output']> }
    | { readonly state: 'failed'; readonly error: NonNullable<WorkflowRunRecord['error']> }
    | { readonly state: 'terminated' | 'cancelled' },
  at: number,
): { record: WorkflowRunRecord; events: ReturnType<typeof eventOfRun>[] } {
  const record = { ...run, ...end, endedAt: at, expiresAt: at + KEPT_MS };
  return { record, events: [eventOfRun(record, end.state, at)] };
}

/** Whether nothing of it goes on by itself; a restart may begin it anew. */
export function isOver({ state }: Pick<WorkflowRunRecord, 'state'>): boolean {
  return state !== 'pending' && state !== 'running' && state !== 'terminating';
}
