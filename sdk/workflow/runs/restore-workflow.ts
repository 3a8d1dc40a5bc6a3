import type { WorkflowArchive } from '../../../core/contract/workflow-archive.ts';
import type { WorkflowRun } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { readWorkflowRun } from './read-run.ts';

/**
 * Restores a run from an archive, as `terminated`: `restartWorkflow` goes on from there, without doing again what has its output. It is
 * the user's then, and its tasks are what their names stand for here.
 *
 * @param from an archive, at most 5 MiB; or the uri of one that the platform keeps.
 * @param options.runId another id than the one that it had.
 * @throws {HooklineProblem} `archive-not-found`, `archive-invalid`, `archive-version-unknown`, `workflow-run-exists`.
 */
export async function restoreWorkflow(
  connection: HooklineConnection,
  from: { readonly archive: WorkflowArchive } | { readonly uri: string },
  options: { readonly runId?: string | undefined } = {},
): Promise<WorkflowRun> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: '/v1/workflow-runs/restore',
    body: JSON.stringify({ ...from, runId: options.runId }),
    repeatable: false,
  });
  return readWorkflowRun(answer);
}
