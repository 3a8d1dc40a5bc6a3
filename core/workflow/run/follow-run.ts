import type { WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { resultOfChild } from './child-run.ts';
import type { WorkflowDeps } from './deps.ts';
import type { FollowUp } from './follow-up.ts';
import { letIn } from './launch-run.ts';
import { isOver } from './run-end.ts';
import { storeEnd } from './store-end.ts';

/** After the end of a run: another one has its place, and the step that waits for it has its end. */
export async function followRun(deps: WorkflowDeps, key: WorkflowRunKey): Promise<readonly FollowUp[]> {
  const run = await deps.runs.get(key);
  if (run === undefined || !isOver(run)) return [];
  if (run.parent !== null) return await tellParent(deps, run, run.parent);
  await deps.places.release(run);
  await letIn(deps);
  return [];
}

async function tellParent(
  deps: WorkflowDeps,
  child: WorkflowRunRecord,
  { runId, stepId }: NonNullable<WorkflowRunRecord['parent']>,
): Promise<readonly FollowUp[]> {
  const key = { tenantId: child.tenantId, runId };
  const parent = await deps.runs.get(key);
  if (parent === undefined) return [];
  // Terminated with its parent: a restart of that restarts it.
  if (child.state === 'terminated' && parent.state !== 'running') {
    return parent.state === 'terminating' ? [{ kind: 'terminating', key }] : [];
  }
  const step = { ...key, stepId };
  await storeEnd(deps, step, resultOfChild(child)!);
  return [{ kind: 'step', key: step }];
}
