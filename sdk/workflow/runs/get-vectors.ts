import type { WorkflowRunTrace, WorkflowRunVectors } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { expectAnswer } from '../../expect-answer.ts';
import { type OwnerOptions, ownerQuery, runPath } from './run-path.ts';

/**
 * A run as littleflow sees it: which nodes are active (S), which inputs have come and were not taken yet (A), how many it takes to start a
 * node (T), which failed, and what each gave. Each vector has a place for each node.
 *
 * @throws {HooklineProblem} `workflow-run-not-found`, `answer-too-large`.
 */
export async function getWorkflowVectors(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions = {},
): Promise<WorkflowRunVectors> {
  const query = ownerQuery(options);
  const answer = await callApi(connection, { method: 'GET', path: runPath(id, 'state'), query });
  return expectAnswer<Omit<WorkflowRunVectors, 'failures'>>(answer, {
    state: 'string',
    S: 'array',
    A: 'array',
    T: 'array',
    output: 'array',
  });
}

/**
 * How one of the vectors changed: times and differences, the newest first.
 *
 * @throws {HooklineProblem} `workflow-run-not-found`, `answer-too-large`.
 */
export async function getWorkflowTrace(
  connection: HooklineConnection,
  id: string,
  vector: 'S' | 'A',
  options: OwnerOptions = {},
): Promise<WorkflowRunTrace['trace']> {
  const query = ownerQuery(options);
  const answer = await callApi(connection, { method: 'GET', path: runPath(id, 'trace', vector), query });
  return expectAnswer<WorkflowRunTrace>(answer, { trace: 'array' }).trace;
}
