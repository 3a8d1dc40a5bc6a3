import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { HooklineProblem } from '../../problem.ts';
import { type OwnerOptions, ownerQuery, runPath } from './run-path.ts';

/**
 * Forgets a run that has ended, its steps and the runs that it started.
 *
 * @returns true if there was one. (False too when a first attempt removed it and its answer was lost.)
 * @throws {HooklineProblem} `workflow-run-running`.
 */
export async function deleteWorkflowRun(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions = {},
): Promise<boolean> {
  try {
    await callApi(connection, { method: 'DELETE', path: runPath(id), query: ownerQuery(options) });
    return true;
  } catch (error) {
    if (error instanceof HooklineProblem && error.code === 'workflow-run-not-found') return false;
    throw error;
  }
}
