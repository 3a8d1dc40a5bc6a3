import * as z from 'zod';
import { workflowRunIdSchema } from '../../contract/workflow-run.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import { invalid } from '../../invalid-request.ts';
import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { beginRun } from './begin-run.ts';
import type { WorkflowChoice } from './choose-graph.ts';
import type { WorkflowDeps } from './deps.ts';

export type { WorkflowChoice } from './choose-graph.ts';

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

/** An id of a run as it may be chosen: it stands in URLs, in keys of tables and in files' names. */
const runIdSchema = z.object({ runId: workflowRunIdSchema });

/**
 * Starts a run of a workflow on behalf of the caller. When this resolves it is durable and will be carried out.
 *
 * An id that is known: a run that failed or was terminated is restarted (with its own graph and input), one that succeeded is returned
 * as it is. One that goes on or waits is a `workflow-run-running`, one that was cancelled a `workflow-run-cancelled`.
 *
 * @returns the run as it is then: `running`, or `pending` when as many go on as may.
 * @throws `forbidden`, `workflow-invalid`, `workflow-not-found`, `workflow-task-ambiguous`, `workflow-task-unsupported`,
 * `workflow-input-too-large`, `workflow-run-too-deep`, `workflow-queue-full`.
 */
export async function startRun(
  deps: WorkflowDeps,
  caller: Caller,
  request: StartRequest,
): Promise<WorkflowRunRecord> {
  requirePermission(caller, 'fire');
  const runId = request.runId ?? deps.ids.next();
  const checked = runIdSchema.safeParse({ runId });
  if (!checked.success) throw invalid(checked.error, { runId });
  const run = await beginRun(deps, { tenantId: caller.userId, runId }, caller.userName, {
    workflow: request.workflow,
    input: request.input,
    metadata: request.metadata ?? {},
    catchErrors: request.catchErrors ?? false,
    parent: request.parent ?? null,
    startedBy: request.startedBy ?? { kind: 'user', id: caller.userName },
  });
  await deps.runs.settled();
  return run;
}
