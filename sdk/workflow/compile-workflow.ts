import type { CompiledWorkflow } from '../../core/contract/workflow.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer } from '../expect-answer.ts';

/**
 * What carries a workflow out: a document in Amazon States Language, which has the shape of the graph only, and is the same for all
 * workflows of that shape.
 *
 * @param source at most 100,000 characters.
 * @returns the document, or null and what is wrong with the source, as `checkWorkflow` says it.
 * @throws {HooklineProblem} `invalid-request` when the source is too long.
 */
export async function compileWorkflow(
  connection: HooklineConnection,
  source: string,
): Promise<CompiledWorkflow> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: '/v1/workflows/compile',
    body: JSON.stringify({ source }),
  });
  return expectAnswer<CompiledWorkflow>(answer, { document: 'object?', errors: 'array' });
}
