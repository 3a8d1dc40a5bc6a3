import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { type IterationPart, partsOf } from '../regions/iteration-parts.ts';
import { parseStepId } from '../regions/step-path.ts';
import type { WorkflowDeps } from './deps.ts';
import { graphRegions } from './graph-regions.ts';
import { isThrough, partRecordId } from './loop-record.ts';

/** How many items an iteration is over, that has begun. */
export function itemsOf({ work }: StepRecord): number {
  return (work?.items as number | undefined) ?? 0;
}

/** Whether a step is an iteration's whose rounds were begun. */
export function hasParts({ graph }: WorkflowRunRecord, step: StepRecord): boolean {
  const node = graph.nodes[step.node];
  return node?.kind === 'subflow' && node.iterate && itemsOf(step) > 0;
}

/** The parts of an iteration that are not known to be through; none of any other step. */
export async function partsThatGoOn(
  { runs }: { readonly runs: Pick<WorkflowDeps['runs'], 'steps'> },
  run: WorkflowRunRecord,
  step: StepRecord,
): Promise<IterationPart[]> {
  if (!hasParts(run, step)) return [];
  const { path, node } = parseStepId(step.stepId);
  const parts = partsOf(graphRegions(run.graph), node, itemsOf(step));
  const ids = parts.map(({ number }) => partRecordId(path, node, number));
  const through = new Set((await runs.steps(run, ids)).filter(isThrough).map(({ stepId }) => stepId));
  return parts.filter((_, at) => !through.has(ids[at]!));
}

/** Whether something in the rounds of an iteration that has its output still goes on: what does not lead to their ends. */
export async function stillStraggles(
  deps: { readonly runs: Pick<WorkflowDeps['runs'], 'steps'> },
  run: WorkflowRunRecord,
  step: StepRecord,
): Promise<boolean> {
  if (graphRegions(run.graph).scopes.get(step.node)?.straggles !== true) return false;
  return (await partsThatGoOn(deps, run, step)).length > 0;
}
