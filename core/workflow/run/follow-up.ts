import type { WorkflowRunKey } from '../../ports/workflow-run-store.ts';
import type { StepKey } from './step-work.ts';

/**
 * Something that was stored, and of which those who wait are still to be told: the end of a step, the end of a run, or that
 * something has ended in a run that is terminated as soon as nothing goes on. Telling again changes nothing.
 */
export type FollowUp =
  | { readonly kind: 'step'; readonly key: StepKey }
  | { readonly kind: 'run'; readonly key: WorkflowRunKey }
  | { readonly kind: 'terminating'; readonly key: WorkflowRunKey };
