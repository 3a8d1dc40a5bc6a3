import type { WorkflowRun } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { readWorkflowRun } from './read-run.ts';
import { type OwnerOptions, ownerQuery, runPath } from './run-path.ts';

/**
 * A run of a workflow with its steps, as it stands now.
 *
 * @throws {HooklineProblem} `workflow-run-not-found`.
 */
export function getWorkflowRun(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions = {},
): Promise<WorkflowRun> {
  return askForWorkflowRun(connection, id, { ...options, waitSeconds: 0 });
}

/**
 * @internal The same, answered when the run has ended, or has changed since `changes`, or after `waitSeconds`, at most 25.
 *
 * @param options.retrySeconds how long to go on trying, in place of the connection's patience.
 */
export async function askForWorkflowRun(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions & {
    readonly waitSeconds: number;
    readonly changes?: number | undefined;
    readonly retrySeconds?: number | undefined;
  },
): Promise<WorkflowRun> {
  const { waitSeconds, changes, retrySeconds } = options;
  const query = ownerQuery(options);
  if (waitSeconds > 0) query.set('waitSeconds', String(waitSeconds));
  if (changes !== undefined) query.set('changes', String(changes));
  const answer = await callApi(connection, {
    method: 'GET',
    path: runPath(id),
    query,
    waitSeconds,
    ...(retrySeconds !== undefined && { retrySeconds }),
  });
  return readWorkflowRun(answer);
}
