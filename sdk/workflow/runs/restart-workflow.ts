import type { WorkflowRun } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { readWorkflowRun } from './read-run.ts';
import { type OwnerOptions, ownerQuery, runPath } from './run-path.ts';

/**
 * Goes on with a run that failed or was terminated: what has its output keeps it; what was active, had failed or had become ready starts.
 *
 * @returns the run as it stands then.
 * @throws {HooklineProblem} `workflow-run-not-found`, `workflow-run-running`, `workflow-run-cancelled`, `workflow-run-ended`, `workflow-queue-full`.
 */
export async function restartWorkflow(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions = {},
): Promise<WorkflowRun> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: runPath(id, 'restart'),
    query: ownerQuery(options),
    body: '{}',
    repeatable: false,
  });
  return readWorkflowRun(answer);
}
