import type { WorkflowRunState, WorkflowRunSummary } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { expectAnswer } from '../../expect-answer.ts';
import { type OwnerOptions, ownerQuery } from './run-path.ts';

/** Which runs; all of it must hold. */
export interface WorkflowRunListOptions extends OwnerOptions {
  /** In this state, or in any of these. */
  readonly status?: WorkflowRunState | readonly WorkflowRunState[] | undefined;
  /** The name of a registered workflow. */
  readonly workflow?: string | undefined;
  /** Whether runs that other runs have started are listed too; they are unless it is false. */
  readonly startedByRuns?: boolean | undefined;
  /** How many at most, 1 to 200; 50 unless given. */
  readonly size?: number | undefined;
  /** As the page before gave it. */
  readonly next?: string | undefined;
}

/** A page of runs, and where the next one begins; null at the end. A page may be short of its size, and still have a next one. */
export interface WorkflowRunPage {
  readonly runs: WorkflowRunSummary[];
  readonly next: string | null;
}

/** One page of the runs of the user's workflows, the newest first. */
export async function listWorkflowRuns(
  connection: HooklineConnection,
  options: WorkflowRunListOptions = {},
): Promise<WorkflowRunPage> {
  const { status, workflow, startedByRuns, size, next } = options;
  const query = ownerQuery(options);
  for (const state of [status ?? []].flat()) query.append('status', state);
  if (workflow !== undefined) query.set('workflow', workflow);
  if (startedByRuns !== undefined) query.set('startedByRuns', String(startedByRuns));
  if (size !== undefined) query.set('size', String(size));
  if (next !== undefined) query.set('next', next);
  const answer = await callApi(connection, { method: 'GET', path: '/v1/workflow-runs', query });
  return expectAnswer<WorkflowRunPage>(answer, { runs: 'array', next: 'string?' });
}
