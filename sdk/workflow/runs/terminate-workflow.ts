import type { WorkflowRun } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { readWorkflowRun } from './read-run.ts';
import { type OwnerOptions, ownerQuery, runPath } from './run-path.ts';

/**
 * Ends a run so that it can be restarted: what had begun goes on to its end, nothing new starts. A second call ends it at once.
 *
 * @returns the run as it stands then.
 * @throws {HooklineProblem} `workflow-run-not-found`, `workflow-run-ended`.
 */
export async function terminateWorkflow(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions = {},
): Promise<WorkflowRun> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: runPath(id, 'terminate'),
    query: ownerQuery(options),
    body: '{}',
    repeatable: false,
  });
  return readWorkflowRun(answer);
}
