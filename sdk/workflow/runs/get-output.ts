import type { Structured } from '../../../core/contract/workflow.ts';
import type { WorkflowRun } from '../../../core/contract/workflow-run.ts';
import { HooklineClientError } from '../../client-error.ts';
import type { HooklineConnection } from '../../connection.ts';
import { getWorkflowStep } from './get-step.ts';
import type { OwnerOptions } from './run-path.ts';
import { waitForWorkflow } from './wait-for-workflow.ts';

export interface WorkflowOutputOptions extends OwnerOptions {
  /** A task, by name or by its step's id, in place of the whole run: `fetch`, `fetch_1` for the second of that name, `4[2].7`. */
  readonly task?: string | undefined;
  /** How long to wait for the end of the run; 60 unless given. */
  readonly timeoutSeconds?: number | undefined;
}

/**
 * What a run of a workflow gave, when it has ended (Ray's `get_output`); or what one of its tasks gave, at once.
 *
 * @returns of a task, null as long as it has not ended well.
 * @throws {HooklineClientError} `workflow-not-succeeded` when the run ended otherwise, `wait-timeout`.
 * @throws {HooklineProblem} `workflow-run-not-found`, `workflow-step-not-found`, `workflow-step-ambiguous`.
 */
export async function getWorkflowOutput(
  connection: HooklineConnection,
  id: string,
  options: WorkflowOutputOptions = {},
): Promise<Structured | null> {
  const { task, ...others } = options;
  if (task !== undefined) return (await getWorkflowStep(connection, id, task, others)).output;
  const run = await waitForWorkflow(connection, id, others);
  if (run.state === 'succeeded') return run.output;
  throw new HooklineClientError('workflow-not-succeeded', describe(run), { field: 'id' });
}

function describe({ id, state, error }: WorkflowRun): string {
  const why = error === null ? '' : `: ${error.name}: ${error.message}`;
  return `The workflow run ${id} ${state === 'failed' ? 'failed' : `was ${state}`}${why}`;
}
