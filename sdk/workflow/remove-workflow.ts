import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { pathPart } from '../path-part.ts';
import { HooklineProblem } from '../problem.ts';

/**
 * Removes a registered workflow. Runs that go on keep their version; registered again, its versions go on.
 *
 * @returns true if there was one. (False too when a first attempt removed it and its answer was lost.)
 */
export async function removeWorkflow(connection: HooklineConnection, name: string): Promise<boolean> {
  try {
    await callApi(connection, { method: 'DELETE', path: `/v1/workflows/${pathPart(name, 'name')}` });
    return true;
  } catch (error) {
    if (error instanceof HooklineProblem && error.code === 'workflow-not-found') return false;
    throw error;
  }
}
