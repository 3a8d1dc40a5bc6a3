import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { stepIdOf } from '../regions/step-path.ts';
import { changeStep } from './change-record.ts';
import type { WorkflowDeps } from './deps.ts';
import { readInput } from './read-input.ts';
import { newStep } from './step-record.ts';

/**
 * Waits until a node's inputs are there. The token is stored before the inputs are looked at again: who stores an output looks for
 * tokens afterwards, and so one of the two sees the other.
 */
export async function join(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  { node, path, token }: { readonly node: number; readonly path: string; readonly token: string },
): Promise<void> {
  const go = (): Promise<void> => deps.executions.succeed(token, {});
  const stepId = stepIdOf(path, node);
  if (await isReady(deps, run, node, path)) return await go();
  const key = { tenantId: run.tenantId, runId: run.runId, stepId };
  const waiting = await changeStep(deps, key, (step) => {
    const before = step ?? newStep(run, stepId, node);
    if (before.state !== 'waiting' || before.token?.value === token) return undefined;
    return { record: { ...before, token: { value: token, execution: run.execution } } };
  });
  if (waiting?.record.state !== 'waiting' || (await isReady(deps, run, node, path))) await go();
}

async function isReady(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  node: number,
  path: string,
): Promise<boolean> {
  return !('isMissing' in (await readInput(deps, run, node, path)));
}
