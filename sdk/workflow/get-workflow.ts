import type { RegisteredWorkflow } from '../../core/contract/registered-workflow.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { pathPart } from '../path-part.ts';
import { readWorkflow } from './register-workflow.ts';
import { type OwnerOptions, ownerQuery } from './runs/run-path.ts';

/**
 * A registered workflow, with its text and its graph.
 *
 * @param options.version the newest unless given.
 * @throws {HooklineProblem} `workflow-not-found`.
 */
export async function getWorkflow(
  connection: HooklineConnection,
  name: string,
  options: OwnerOptions & { readonly version?: number | undefined } = {},
): Promise<RegisteredWorkflow> {
  const query = ownerQuery(options);
  if (options.version !== undefined) query.set('version', String(options.version));
  const path = `/v1/workflows/${pathPart(name, 'name')}`;
  return readWorkflow(await callApi(connection, { method: 'GET', path, query }));
}
