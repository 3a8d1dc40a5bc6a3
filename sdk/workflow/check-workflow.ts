import type { CheckedWorkflow } from '../../core/contract/workflow.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer } from '../expect-answer.ts';

/**
 * Reads the source of a workflow (docs/guide/workflows.md), and changes nothing.
 *
 * @param source at most 100,000 characters.
 * @returns its graph, or null and what is wrong with the source, in its order, at most 100 errors.
 * @throws {HooklineProblem} `invalid-request` when the source is too long.
 */
export async function checkWorkflow(
  connection: HooklineConnection,
  source: string,
): Promise<CheckedWorkflow> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: '/v1/workflows/check',
    body: JSON.stringify({ source }),
  });
  return expectAnswer<CheckedWorkflow>(answer, { graph: 'object?', errors: 'array' });
}
