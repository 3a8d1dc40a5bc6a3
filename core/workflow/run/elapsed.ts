import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { stepIdOf } from '../regions/step-path.ts';
import type { WorkflowDeps } from './deps.ts';
import { endStep } from './end-step.ts';
import { readInput } from './read-input.ts';

/** A delay is over: its input is its output. One that was skipped has ended already. */
export async function elapsed(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  { node, path }: { readonly node: number; readonly path: string },
): Promise<void> {
  const given = await readInput(deps, run, node, path);
  const key = { tenantId: run.tenantId, runId: run.runId, stepId: stepIdOf(path, node) };
  if ('input' in given) await endStep(deps, key, { output: given.input });
}
