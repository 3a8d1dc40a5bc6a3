import type { RegisteredWorkflow } from '../../core/contract/registered-workflow.ts';
import type { WorkflowGraph } from '../../core/contract/workflow.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer, type FieldsOf } from '../expect-answer.ts';
import { pathPart } from '../path-part.ts';

const fields: FieldsOf<RegisteredWorkflow> = {
  name: 'string',
  version: 'number',
  owner: 'string',
  doc: 'string?',
  createdAt: 'string',
  updatedAt: 'string',
  source: 'string?',
  graph: 'object',
};

/**
 * Registers a workflow, or its next version; the same graph stays the same version. Runs that go on keep theirs.
 *
 * @param workflow what `workflow(name, build)` returns, or a name with a text (docs/guide/workflows.md) or a graph.
 * @throws {HooklineProblem} `workflow-invalid`, with all that is wrong in `errors`.
 */
export async function registerWorkflow(
  connection: HooklineConnection,
  workflow:
    | { readonly name: string; readonly source: string }
    | { readonly name: string; readonly graph: WorkflowGraph },
): Promise<RegisteredWorkflow> {
  const definition = 'source' in workflow ? { source: workflow.source } : { graph: workflow.graph };
  const answer = await callApi(connection, {
    method: 'PUT',
    path: `/v1/workflows/${pathPart(workflow.name, 'name')}`,
    body: JSON.stringify(definition),
  });
  return readWorkflow(answer);
}

/** @internal */
export function readWorkflow(answer: unknown): RegisteredWorkflow {
  return expectAnswer<RegisteredWorkflow>(answer, fields);
}
