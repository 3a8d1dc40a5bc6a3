import type { WorkflowStep } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { expectAnswer } from '../../expect-answer.ts';
import { pathPart } from '../../path-part.ts';
import { type OwnerOptions, ownerQuery, runPath } from './run-path.ts';

/**
 * A step of a run, with its output.
 *
 * @param step its id, or with a name in place of the node: `7`, `4[2].7`, `fetch`, `4[2].fetch_1`.
 * @throws {HooklineProblem} `workflow-run-not-found`, `workflow-step-not-found`; `workflow-step-ambiguous` when it ran in several
 *   rounds of an iteration.
 */
export async function getWorkflowStep(
  connection: HooklineConnection,
  id: string,
  step: string,
  options: OwnerOptions = {},
): Promise<WorkflowStep> {
  const answer = await callApi(connection, {
    method: 'GET',
    path: runPath(id, 'steps', pathPart(step, 'step')),
    query: ownerQuery(options),
  });
  return expectAnswer<WorkflowStep>(answer, {
    id: 'string',
    node: 'number',
    kind: 'string',
    name: 'string?',
    state: 'string',
    startedAt: 'string?',
    endedAt: 'string?',
    error: 'object?',
    output: 'object?',
  });
}
