import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { expectAnswer } from '../../expect-answer.ts';
import type { DrawOptions } from '../draw-workflow.ts';
import { type OwnerOptions, ownerQuery, runPath } from './run-path.ts';

/**
 * Draws a run of a workflow: its graph, coloured by how the nodes stand, with times.
 *
 * @throws {HooklineProblem} `workflow-run-not-found`.
 */
export async function drawWorkflowRun(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions & DrawOptions = {},
): Promise<string> {
  const query = ownerQuery(options);
  if (options.format !== undefined) query.set('format', options.format);
  if (options.orientation !== undefined) query.set('orientation', options.orientation);
  const answer = await callApi(connection, { method: 'GET', path: runPath(id, 'graph'), query });
  return expectAnswer<{ picture: string }>(answer, { picture: 'string' }).picture;
}
