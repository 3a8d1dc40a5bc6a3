import type { NewWorkflowLimits, WorkflowLimits } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { expectAnswer } from '../../expect-answer.ts';

/** How many runs of workflows may go on at once on the platform, and how many may wait for that; null for no limit. */
export async function getWorkflowLimits(connection: HooklineConnection): Promise<WorkflowLimits> {
  return readLimits(await callApi(connection, { method: 'GET', path: '/v1/workflow-limits' }));
}

/**
 * Changes the limits (Ray's `init`). For admins. What goes on or waits already goes on, and waits.
 *
 * @param limits what is absent stays as it is; null is no limit. `maxRunning` is 1 at least; with `maxPending` 0 nobody waits.
 * @throws {HooklineProblem} `forbidden`.
 */
export async function setWorkflowLimits(
  connection: HooklineConnection,
  limits: NewWorkflowLimits,
): Promise<WorkflowLimits> {
  const body = JSON.stringify(limits);
  return readLimits(await callApi(connection, { method: 'PUT', path: '/v1/workflow-limits', body }));
}

function readLimits(answer: unknown): WorkflowLimits {
  return expectAnswer<WorkflowLimits>(answer, { maxRunning: 'number?', maxPending: 'number?' });
}
