import { type CancelDeps, cancelPlanned } from '../../firing/cancel-run.ts';
import { plannedHandler } from '../../firing/planned-handler.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';

/** Cancels the run that carries out a step, on behalf of its owner: `signal` first, then the kill. Ended ones stay as they are. */
export async function cancelHandler(
  deps: CancelDeps,
  { tenantId, owner }: WorkflowRunRecord,
  { work }: StepRecord,
): Promise<void> {
  if (typeof work?.firingId !== 'string') return;
  const found = await deps.firings.get(work.firingId);
  const planned = found?.firing.plan[0];
  if (found === undefined || planned === undefined) return;
  const request = { byId: tenantId, by: owner, at: deps.clock.now() };
  await cancelPlanned(deps, found.firing, await plannedHandler(deps, planned), request);
}
