import type { WorkflowRunDefinition } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { expectAnswer } from '../../expect-answer.ts';
import { type OwnerOptions, ownerQuery, runPath } from './run-path.ts';

/**
 * What a run carries out: its graph, its text, and what the names of its tasks stand for.
 *
 * @throws {HooklineProblem} `workflow-run-not-found`.
 */
export async function getWorkflowRunDefinition(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions = {},
): Promise<WorkflowRunDefinition> {
  const query = ownerQuery(options);
  const answer = await callApi(connection, { method: 'GET', path: runPath(id, 'definition'), query });
  return expectAnswer<WorkflowRunDefinition>(answer, {
    source: 'string?',
    graph: 'object',
    targets: 'object',
  });
}
