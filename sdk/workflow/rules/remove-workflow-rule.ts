import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { pathPart } from '../../path-part.ts';

/**
 * Removes a rule of the user's. What it started goes on.
 *
 * @throws {HooklineProblem} `workflow-rule-not-found`.
 */
export async function removeWorkflowRule(connection: HooklineConnection, name: string): Promise<void> {
  await callApi(connection, { method: 'DELETE', path: `/v1/workflow-rules/${pathPart(name, 'name')}` });
}
