import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { segmentsOf, stepIdOf } from '../regions/step-path.ts';
import type { WorkflowDeps } from './deps.ts';
import { endStep } from './end-step.ts';
import { follow } from './follow.ts';
import { graphRegions } from './graph-regions.ts';
import { endIteration } from './iteration-parts.ts';
import { readInput } from './read-input.ts';
import { StepFailed } from './step-failed.ts';
import { isEnded } from './step-record.ts';

/**
 * The body of a subflow is through, or a round of an iteration in which something does not lead to its end: what flows into its end is
 * the output; of an iteration that of all rounds, when the last of them has one.
 *
 * @throws {StepFailed} when the outputs that meet at an end cannot be merged.
 */
export async function leave(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  { node, path }: { readonly node: number; readonly path: string },
): Promise<void> {
  const regions = graphRegions(run.graph);
  const outside = segmentsOf(path)[regions.nodes[node]!.around.length - 1]?.path ?? '';
  const key = { tenantId: run.tenantId, runId: run.runId, stepId: stepIdOf(outside, node) };
  const [step] = await deps.runs.steps(run, [key.stepId]);
  if (step === undefined) return;
  const subflow = run.graph.nodes[node]!;
  if (subflow.kind === 'subflow' && subflow.iterate) return await endIteration(deps, run, step);
  if (step.state === 'failed') throw new StepFailed(step.error!.message);
  // The call may be repeated: the output was stored, and not all may have been told of it.
  if (isEnded(step)) return await follow(deps, { kind: 'step', key });
  const given = await readInput(deps, run, regions.scopes.get(node)!.end, outside);
  if ('isMissing' in given) return;
  const result =
    'input' in given ? { output: given.input } : { error: { name: 'MergeFailed', message: given.problem } };
  await endStep(deps, key, result);
  if ('problem' in given) throw new StepFailed(given.problem);
}
