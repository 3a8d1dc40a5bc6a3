import type { WorkflowRun } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { readWorkflowRun } from './read-run.ts';
import { type OwnerOptions, ownerQuery, runPath } from './run-path.ts';

/**
 * Ends a run for good, and cancels what goes on for it.
 *
 * @returns the run as it stands then.
 * @throws {HooklineProblem} `workflow-run-not-found`, `workflow-run-ended`.
 */
export async function cancelWorkflow(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions = {},
): Promise<WorkflowRun> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: runPath(id, 'cancel'),
    query: ownerQuery(options),
    body: '{}',
  });
  return readWorkflowRun(answer);
}
