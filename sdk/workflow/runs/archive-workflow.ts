import type { KeptArchive, WorkflowArchive } from '../../../core/contract/workflow-archive.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { expectAnswer } from '../../expect-answer.ts';
import { type OwnerOptions, ownerQuery, runPath } from './run-path.ts';

/**
 * A run as an archive: JSON with all that it takes to restore it, here or elsewhere. Of one that goes on, as it is now.
 *
 * @throws {HooklineProblem} `workflow-run-not-found`; `answer-too-large` beyond 5 MiB: let the platform keep it then.
 */
export async function archiveWorkflow(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions = {},
): Promise<WorkflowArchive> {
  const answer = await callApi(connection, {
    method: 'GET',
    path: runPath(id, 'archive'),
    query: ownerQuery(options),
  });
  return expectAnswer<{ format: WorkflowArchive['format']; version: number }>(answer, {
    format: 'string',
    version: 'number',
  });
}

/**
 * Lets the platform keep an archive of a run, for the run's owner: in its object store on AWS, embedded in its data folder.
 *
 * @param options.uri `archive://NAME`; the run's id unless given. One of that name is overwritten.
 * @throws {HooklineProblem} `workflow-run-not-found`; `archive-too-large` beyond 64 MiB.
 */
export async function keepWorkflowArchive(
  connection: HooklineConnection,
  id: string,
  options: OwnerOptions & { readonly uri?: string | undefined } = {},
): Promise<KeptArchive> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: runPath(id, 'archive'),
    query: ownerQuery(options),
    body: JSON.stringify({ uri: options.uri }),
  });
  return expectAnswer<KeptArchive>(answer, { uri: 'string', sizeBytes: 'number' });
}
