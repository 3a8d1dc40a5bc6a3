import type { Structured } from '../../contract/workflow.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { childInput } from '../data/child-input.ts';
import { startChild } from './child-run.ts';
import type { Continuation } from './continuation.ts';
import type { WorkflowDeps } from './deps.ts';
import type { Started, TaskStart } from './step-work.ts';
import { carrierOf } from './task-kind.ts';

/** Starts a task by what its name stands for, or takes up what goes on for it already. */
export async function startTask(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  step: StepRecord,
  node: TaskStart['node'],
  input: Structured,
): Promise<Started> {
  const continuation = step.work?.continuation as Continuation | undefined;
  if (continuation !== undefined) return await startChild(deps, run, step, continuation);
  const target = run.targets[node.base]!;
  if (target.kind === 'workflow') {
    const { name, version } = target;
    const given = childInput(input, ownParameters(node.parameters));
    if ('problem' in given) return { result: { error: { name: 'MergeFailed', message: given.problem } } };
    return await startChild(deps, run, step, { workflow: { name, version }, input: given.input });
  }
  const carrier = carrierOf(node.base, target);
  const kind = carrier === 'delay' || carrier === 'workflow' ? undefined : deps.kinds[carrier];
  if (kind === undefined) {
    const message = `Nothing here carries out the task "${node.base}" any more.`;
    return { result: { error: { name: 'TaskUnsupported', message } } };
  }
  // It leaves the platform without a write of its own.
  if (carrier === 'request') await deps.runs.settled();
  return await kind.start({ run, step, node, input, parameters: ownParameters(node.parameters) });
}

/** Keys that begin with `$` are the engine's. */
function ownParameters(parameters: Structured | null): Structured | null {
  if (parameters === null || Array.isArray(parameters)) return parameters;
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => !key.startsWith('$')));
}
