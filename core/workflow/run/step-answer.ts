import type { Structured } from '../../contract/workflow.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { iterationItems } from '../data/iteration-items.ts';
import { roundsOf } from '../regions/rounds.ts';
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
  if (node.kind !== 'subflow') return {};
  // Those who do not lead to its end may still go on.
  if (step.state === 'skipped' || !graphRegions(run.graph).scopes.get(node.index)!.straggles) {
    return node.iterate ? { enter: false, rounds: [] } : { enter: false };
  }
  return enterAnswer(node.iterate, undefined, step.output!);
}

/** What the state of a subflow is told whose body begins. */
export function enterAnswer(
  iterate: boolean,
  input: Structured | undefined,
  output?: Structured,
): Readonly<Record<string, unknown>> {
  if (!iterate) return { enter: true };
  const count =
    input === undefined ? ((output as readonly unknown[]).length ?? 0) : iterationItems(input).length;
  return { enter: true, rounds: roundsOf(count) };
}

/** What the state of a delay is told. */
export function untilOf(at: number): Readonly<Record<string, unknown>> {
  return { until: new Date(at).toISOString() };
}
