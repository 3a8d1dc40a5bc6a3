import type { WorkflowGraph } from '../../contract/workflow.ts';
import type { Caller } from '../../identity/caller.ts';
import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { WorkflowDeps } from './deps.ts';

/** What is to run: a workflow of the owner's (its newest version, unless one is named), a source, or a graph. */
export type WorkflowChoice =
  | { readonly name: string; readonly version?: number | undefined }
  | { readonly source: string }
  | { readonly graph: WorkflowGraph };

export interface StartRequest {
  readonly workflow: WorkflowChoice;
  /** A new one unless given. */
  readonly runId?: string | undefined;
  /** `{}` unless given; what is no object and no list becomes a list of it. */
  readonly input?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly catchErrors?: boolean | undefined;
  /** The step that waits for it. */
  readonly parent?: WorkflowRunRecord['parent'] | undefined;
  /** The caller unless given. */
  readonly startedBy?: WorkflowRunRecord['startedBy'] | undefined;
}

/**
 * Starts a run of a workflow on behalf of the caller. When this resolves it is durable and will be carried out.
 *
 * An id that is known: a run that failed or was terminated is restarted (with its own graph and input), one that succeeded is returned
 * as it is. One that goes on or waits is a `workflow-run-running`, one that was cancelled a `workflow-run-cancelled`.
 *
 * @returns the run as it is then: `running`, or `pending` when as many go on as may.
 * @throws `workflow-invalid`, `workflow-not-found`, `workflow-task-unknown`, `workflow-queue-full`
 */
export function startRun(
  _deps: WorkflowDeps,
  _caller: Caller,
  _request: StartRequest,
): Promise<WorkflowRunRecord> {
  return Promise.reject(new Error('Being built.'));
}
