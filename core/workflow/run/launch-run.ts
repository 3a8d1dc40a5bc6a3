import type { WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { graphDocument } from '../compile/graph-document.ts';
import { changeRun } from './change-record.ts';
import type { WorkflowDeps } from './deps.ts';
import { eventOfRun } from './run-events.ts';

/** Starts the execution of a run that is written as running; of one whose execution was started, it changes nothing. */
export async function launchRun(
  { executions }: Pick<WorkflowDeps, 'executions'>,
  run: WorkflowRunRecord,
): Promise<void> {
  await executions.define(run.documentSha256, graphDocument(run.graph).document);
  await startExecution({ executions }, run);
}

/** The same, of a document that is defined. */
export async function startExecution(
  { executions }: Pick<WorkflowDeps, 'executions'>,
  { tenantId, runId, execution, documentSha256 }: WorkflowRunRecord,
): Promise<void> {
  await executions.start(documentSha256, { run: { tenantId, runId }, execution, path: '' });
}

/** Lets a run begin that was waiting for a place, and has one. */
export async function beginPending(
  deps: Pick<WorkflowDeps, 'runs' | 'executions' | 'places' | 'clock'>,
  key: WorkflowRunKey,
): Promise<void> {
  const now = deps.clock.now();
  const changed = await changeRun(deps, key, (run) => {
    if (run.state !== 'pending') return undefined;
    const record = { ...run, state: 'running' as const, startedAt: now };
    return { record, events: [eventOfRun(record, 'started', now)] };
  });
  if (changed?.record.state === 'running') await launchRun(deps, changed.record);
  // It was cancelled or removed while it was let in.
  else await deps.places.release(key);
}

/** Lets in those who wait, as long as there are places. */
export async function letIn(
  deps: Pick<WorkflowDeps, 'runs' | 'executions' | 'places' | 'clock'>,
): Promise<void> {
  for (;;) {
    const keys = await deps.places.letIn();
    if (keys.length === 0) return;
    for (const key of keys) await beginPending(deps, key);
  }
}
