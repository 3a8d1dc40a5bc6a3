import type { StepRecord } from '../../ports/workflow-run-store.ts';

/** The order of steps: by their start, those that have not started last; then by the node, then by the id. */
export function compareSteps(a: StepRecord, b: StepRecord): number {
  if (a.startedAt !== b.startedAt) return (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity);
  if (a.node !== b.node) return a.node - b.node;
  return a.stepId < b.stepId ? -1 : 1;
}
