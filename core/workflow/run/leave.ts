import type { Structured, WorkflowNode } from '../../contract/workflow.ts';
import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { iterationItems } from '../data/iteration-items.ts';
import { roundPath, segmentsOf, stepIdOf } from '../regions/step-path.ts';
import type { WorkflowDeps } from './deps.ts';
import { endStep } from './end-step.ts';
import { follow } from './follow.ts';
import { graphRegions } from './graph-regions.ts';
import { readInput, type StepInput } from './read-input.ts';
import { StepFailed } from './step-failed.ts';
import { isEnded } from './step-record.ts';

/**
 * The body of a subflow is through, or a round of an iteration: what flows into its end is the output; of an iteration that of all
 * rounds, when the last of them has one.
 *
 * @throws {StepFailed} when the outputs that meet at an end cannot be merged.
 */
export async function leave(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  { node: index, path }: { readonly node: number; readonly path: string },
): Promise<void> {
  const regions = graphRegions(run.graph);
  const outside = segmentsOf(path)[regions.nodes[index]!.around.length - 1]?.path ?? '';
  const key = { tenantId: run.tenantId, runId: run.runId, stepId: stepIdOf(outside, index) };
  const [step] = await deps.runs.steps(run, [key.stepId]);
  if (step?.state === 'failed') throw new StepFailed(step.error!.message);
  // The call may be repeated: the output was stored, and not all may have been told of it.
  if (step !== undefined && isEnded(step)) return await follow(deps, { kind: 'step', key });
  if (step === undefined) return;
  const node = run.graph.nodes[index] as Extract<WorkflowNode, { kind: 'subflow' }>;
  const { end } = regions.scopes.get(index)!;
  const given = node.iterate
    ? await readRounds(deps, run, index, end, outside)
    : await readInput(deps, run, end, outside);
  if ('isMissing' in given) return;
  const result =
    'input' in given ? { output: given.input } : { error: { name: 'MergeFailed', message: given.problem } };
  await endStep(deps, key, result);
  if ('problem' in given) throw new StepFailed(given.problem);
}

async function readRounds(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  iteration: number,
  end: number,
  path: string,
): Promise<StepInput> {
  const list = await readInput(deps, run, iteration, path);
  if (!('input' in list)) return list;
  const outputs: Structured[] = [];
  for (const round of iterationItems(list.input).keys()) {
    const given = await readInput(deps, run, end, roundPath(path, iteration, round));
    if (!('input' in given)) return given;
    outputs.push(given.input);
  }
  return { input: outputs };
}
