import type { StepRecord, WorkflowRunKey } from '../../ports/workflow-run-store.ts';

/** A step of which nothing is stored. */
export function newStep({ tenantId, runId }: WorkflowRunKey, stepId: string, node: number): StepRecord {
  return {
    tenantId,
    runId,
    stepId,
    node,
    state: 'waiting',
    startedAt: null,
    endedAt: null,
    output: null,
    error: null,
    token: null,
    work: null,
    revision: 0,
  };
}

/** Whether the step has its end. Of a step that failed or was cancelled, a restart may begin it anew. */
export function isEnded({ state }: StepRecord): boolean {
  return state !== 'waiting' && state !== 'active';
}
