import type { WorkflowGraph } from '../../../core/contract/workflow.ts';
import type { WorkflowRun } from '../../../core/contract/workflow-run.ts';
import { callApi } from '../../call-api.ts';
import type { HooklineConnection } from '../../connection.ts';
import { writeExactly } from '../../exact-json.ts';
import { HooklineProblem } from '../../problem.ts';
import type { Task } from '../task.ts';
import { getWorkflowRun } from './get-run.ts';
import { readWorkflowRun } from './read-run.ts';

export interface StartWorkflowOptions<Input = unknown> {
  /**
   * Names the run: letters, digits, `.`, `_`, `:`, `@` and `-`, at most 200. One that failed or was terminated is restarted, with its own
   * graph and input; one that succeeded is returned as it is.
   */
  readonly runId?: string | undefined;
  /** `{}` unless given; what is no object and no list becomes a list of it. */
  readonly input?: Input | undefined;
  /** What to find the run by, as JSON of at most 16 KiB. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Whether its outcome is a value to who waits for it: `{result, error}`. */
  readonly catchErrors?: boolean | undefined;
}

/** A workflow that is registered under the name, a text, or a graph. */
export type WorkflowToStart =
  | { readonly name: string; readonly version?: number | undefined }
  | { readonly source: string }
  | { readonly graph: WorkflowGraph };

/**
 * Starts a run of a workflow. Resolves when the run is stored durably; it is then carried out. Attempts that fail are repeated under one
 * run id, so that one run starts.
 *
 * @param workflow what `workflow(name, build)` returns, which need not be registered; the name of a registered one; or a text.
 * @returns the run as it is then: `running`, or `pending` when as many go on as may.
 * @throws {HooklineProblem} `workflow-not-found`, `workflow-invalid`, `workflow-run-running`, `workflow-run-cancelled`,
 *   `workflow-queue-full`, ...
 */
export async function startWorkflow<Input>(
  connection: HooklineConnection,
  workflow: (Task<Input, unknown> & { readonly graph: WorkflowGraph }) | WorkflowToStart | string,
  options: StartWorkflowOptions<NoInfer<Input>> = {},
): Promise<WorkflowRun> {
  const { runId = crypto.randomUUID(), input, metadata, catchErrors } = options;
  const request = { ...toRequest(workflow), runId, input, metadata, catchErrors };
  const body = writeExactly(request, 'input');
  try {
    const answer = await callApi(connection, {
      method: 'POST',
      path: '/v1/workflow-runs',
      body,
      // A second attempt under a chosen id could restart what had failed by then.
      repeatable: options.runId === undefined,
    });
    return readWorkflowRun(answer);
  } catch (error) {
    // Of an id that was made here, only an earlier attempt of this very call can know.
    const isOwn = options.runId === undefined && error instanceof HooklineProblem;
    if (isOwn && error.code === 'workflow-run-running') return await getWorkflowRun(connection, runId);
    throw error;
  }
}

function toRequest(workflow: { readonly graph: WorkflowGraph } | WorkflowToStart | string): object {
  if (typeof workflow === 'string') return { workflow };
  if ('graph' in workflow) return { graph: workflow.graph };
  if ('source' in workflow) return { source: workflow.source };
  return { workflow: workflow.name, version: workflow.version };
}
