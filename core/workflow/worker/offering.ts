import type { OfferedTask } from '../../ports/task-queue.ts';
import type { StepRecord } from '../../ports/workflow-run-store.ts';

/** More than an offer is ever written. */
const WRITES = 1_000_000_000;

/**
 * The revision at which the task of a step is offered. A restart of the run begins a step anew that has failed: what was offered before
 * has earlier revisions, so that whoever is late with it takes nothing away from what is offered now.
 */
export function firstRevision({ work }: Pick<StepRecord, 'work'>): number {
  const starts = typeof work?.starts === 'number' ? work.starts : 1;
  return (starts - 1) * WRITES + 1;
}

/** Whether what is offered is for the step as it was begun the last time. */
export function isOfferedFor({ revision }: OfferedTask, step: Pick<StepRecord, 'work'>): boolean {
  const first = firstRevision(step);
  return revision >= first && revision < first + WRITES;
}
