import type { WorkflowDocumentation } from '../../core/contract/workflow.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer } from '../expect-answer.ts';

/**
 * The documentation of a workflow in Markdown: its doc comments, a picture, its tasks with their parameters.
 *
 * @param source at most 100,000 characters.
 * @returns the documentation, or null and what is wrong with the source, as `checkWorkflow` says it.
 * @throws {HooklineProblem} `invalid-request` when the source is too long.
 */
export async function documentWorkflow(
  connection: HooklineConnection,
  source: string,
): Promise<WorkflowDocumentation> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: '/v1/workflows/doc',
    body: JSON.stringify({ source }),
  });
  return expectAnswer<WorkflowDocumentation>(answer, { markdown: 'string?', errors: 'array' });
}
