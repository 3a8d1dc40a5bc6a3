import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { WorkflowDeps } from './deps.ts';
import { graphRegions } from './graph-regions.ts';

/** What the state of an ended step's node is told. */
export function answerOfEnd(
  { clock }: Pick<WorkflowDeps, 'clock'>,
  run: WorkflowRunRecord,
  step: StepRecord,
): Readonly<Record<string, unknown>> {
  const node = run.graph.nodes[step.node]!;
  if (node.kind === 'task' && node.base === 'wait:delay') return untilOf(clock.now());
  if (node.kind !== 'subflow' || node.iterate) return {};
  // Those who do not lead to its end may still go on.
  return { enter: step.state !== 'skipped' && graphRegions(run.graph).scopes.get(node.index)!.straggles };
}

/** What the state of a delay is told. */
export function untilOf(at: number): Readonly<Record<string, unknown>> {
  return { until: new Date(at).toISOString() };
}
