import type { Structured } from '../../contract/workflow.ts';
import type { WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { parseStepId } from '../regions/step-path.ts';
import { readInput } from '../run/read-input.ts';
import type { StepKey, StepResult } from '../run/step-work.ts';
import { requestOptions } from './request-options.ts';
import { isCallback } from './start-request.ts';

/**
 * Ends a step whose request waits for a callback, also while the request is still being answered: the callback may be faster. An end
 * without an output lets the output be what the request gave, or its input where that is not known yet.
 *
 * @returns false when the step waits for none.
 */
export async function endCallback(
  deps: {
    readonly runs: Pick<WorkflowRunStore, 'get' | 'steps'>;
    readonly endStep: (key: StepKey, result: StepResult) => Promise<unknown>;
  },
  key: StepKey,
  end: { readonly output?: unknown },
  result: StepResult,
): Promise<boolean> {
  const output = await awaitedOutput(deps, key);
  if (output === undefined) return false;
  await deps.endStep(key, 'output' in result && end.output === undefined ? { output } : result);
  return true;
}

/** The output of a step that waits for a callback, unless the callback gives another; undefined when it waits for none. */
async function awaitedOutput(
  deps: Parameters<typeof endCallback>[0],
  key: StepKey,
): Promise<Structured | undefined> {
  const [step] = await deps.runs.steps(key, [key.stepId]);
  if (step?.state !== 'active') return undefined;
  if (isCallback(step.work)) return step.work.output;
  const run = await deps.runs.get(key);
  const node = run?.graph.nodes[step.node];
  if (run === undefined || node?.kind !== 'task' || !node.base.startsWith('request:')) return undefined;
  const found = await readInput(deps, run, step.node, parseStepId(step.stepId).path);
  if (!('input' in found)) return undefined;
  const { input } = found;
  const asked = requestOptions({ node, input, parameters: node.parameters });
  return 'options' in asked && !asked.options.sync ? input : undefined;
}
