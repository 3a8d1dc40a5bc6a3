import type { WorkflowRun } from '../../../core/contract/workflow-run.ts';
import { expectAnswer, type FieldsOf } from '../../expect-answer.ts';

const fields: FieldsOf<WorkflowRun> = {
  id: 'string',
  name: 'string?',
  workflow: 'object?',
  owner: 'string',
  state: 'string',
  error: 'object?',
  metadata: 'object',
  startedBy: 'object',
  parent: 'object?',
  createdAt: 'string',
  startedAt: 'string?',
  endedAt: 'string?',
  expiresAt: 'string?',
  input: 'object',
  output: 'object?',
  catchErrors: 'boolean',
  steps: 'array',
  stepCount: 'number',
  changes: 'number',
};

/** @internal */
export function readWorkflowRun(answer: unknown): WorkflowRun {
  return expectAnswer<WorkflowRun>(answer, fields);
}

/** Whether nothing more comes of a run by itself. */
export function hasEnded({ state }: Pick<WorkflowRun, 'state'>): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'terminated' || state === 'cancelled';
}
