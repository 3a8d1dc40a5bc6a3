import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';

/**
 * Whether those who wait are to be told once more of what is written of a step: its end, or that it goes on as a workflow, when it was
 * written for somebody who may never ask again (a worker, a person, who sent an event). Of all others it is told by who is asked again.
 */
export function isStepToldAgain({ state, work, token }: StepRecord): boolean {
  if (state === 'active') return work?.continuation !== undefined;
  if (state === 'waiting' || state === 'cancelled' || token === null) return false;
  return state === 'failed' || work?.receipt !== undefined || work?.waitsFor === 'http';
}

/** The same of a run: that it failed, was terminated or cancelled, goes on after a restart or was let in. */
export function isRunToldAgain({ state, revision }: WorkflowRunRecord): boolean {
  return state === 'running' ? revision > 1 : state !== 'pending' && state !== 'succeeded';
}
