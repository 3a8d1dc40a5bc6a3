import { limits } from '../../contract/limits.ts';
import type { WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { declareProblem } from '../../problem.ts';
import { documentProblem } from '../compile/document-problem.ts';
import { graphDocument } from '../compile/graph-document.ts';
import { nodeOutput } from '../data/node-output.ts';
import { type Changed, changeRun } from './change-record.ts';
import { chooseGraph, type WorkflowChoice } from './choose-graph.ts';
import type { WorkflowDeps } from './deps.ts';
import { launchRun, startExecution } from './launch-run.ts';
import { resolveTargets } from './resolve-targets.ts';
import { isOver } from './run-end.ts';
import { eventOfRun } from './run-events.ts';

const runRunning = declareProblem('workflow-run-running', {
  status: 409,
  title: 'The run goes on, or waits to begin',
});
const runCancelled = declareProblem('workflow-run-cancelled', {
  status: 409,
  title: 'The run was cancelled for good',
});
const runEnded = declareProblem('workflow-run-ended', { status: 409, title: 'The run has ended' });
const idTaken = declareProblem('workflow-run-id-taken', {
  status: 409,
  title: 'The id belongs to another run',
});
const queueFull = declareProblem('workflow-queue-full', {
  status: 429,
  title: 'Too many runs of workflows wait',
  retryable: true,
});
const documentTooLarge = declareProblem('workflow-document-too-large', {
  status: 422,
  title: 'The workflow is too large to be carried out',
});
const inputTooLarge = declareProblem('workflow-input-too-large', {
  status: 413,
  title: 'The input of a run is too large',
});
const tooDeep = declareProblem('workflow-run-too-deep', {
  status: 422,
  title: 'Workflows are started by one another too deeply',
});

export interface BeginRequest {
  readonly workflow: WorkflowChoice;
  readonly input: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly catchErrors: boolean;
  readonly parent: WorkflowRunRecord['parent'];
  readonly startedBy: WorkflowRunRecord['startedBy'];
}

/** Starts a run, restarts one of this id that failed or was terminated, or gives back one that has succeeded. */
export async function beginRun(
  deps: WorkflowDeps,
  key: WorkflowRunKey,
  owner: string,
  request: BeginRequest,
): Promise<WorkflowRunRecord> {
  const standing = await deps.runs.get(key);
  if (standing !== undefined) return await resumeRun(deps, standing, request.parent);
  const input = nodeOutput(request.input);
  if (Buffer.byteLength(JSON.stringify(input)) > limits.payloadBytes) {
    throw inputTooLarge(
      `The input has more than ${limits.payloadBytes} bytes. Store the data elsewhere and send a link.`,
      { field: 'input' },
    );
  }
  checkDepth(request.parent);
  const { tenantId } = key;
  const chosen = await chooseGraph(deps, tenantId, request.workflow);
  const targets = await resolveTargets(deps, tenantId, chosen.graph);
  const compiled = graphDocument(chosen.graph);
  const problem = documentProblem(compiled);
  if (problem !== undefined) throw documentTooLarge(problem, { field: 'workflow' });
  await deps.executions.define(compiled.sha256, compiled.document);
  const eventsAfter = await deps.events.latestOffset();
  const state = await takePlace(deps, key, request.parent);
  const now = deps.clock.now();
  const run: WorkflowRunRecord = {
    ...key,
    owner,
    ...chosen,
    name: chosen.workflow?.name ?? chosen.graph.name,
    documentSha256: compiled.sha256,
    targets,
    state,
    input,
    output: null,
    error: null,
    metadata: request.metadata,
    catchErrors: request.catchErrors,
    parent: request.parent,
    eventsAfter,
    execution: deps.ids.next(),
    startedBy: request.startedBy,
    createdAt: now,
    startedAt: state === 'running' ? now : null,
    endedAt: null,
    expiresAt: null,
    revision: 1,
  };
  const events = state === 'running' ? [eventOfRun(run, 'started', now)] : [];
  if (!(await deps.runs.put(run, events))) return await beginRun(deps, key, owner, request);
  if (state === 'running') await startExecution(deps, run);
  return run;
}

/** What starting a run again comes to whose id is known. */
async function resumeRun(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  parent: WorkflowRunRecord['parent'],
): Promise<WorkflowRunRecord> {
  if (parent !== null && (run.parent?.runId !== parent.runId || run.parent.stepId !== parent.stepId)) {
    throw idTaken(`Workflow '${run.runId}' is another run: its id was chosen by who started it.`);
  }
  if (run.state === 'succeeded') return run;
  // A crash may have come between its record and its execution.
  if (run.state === 'running') await launchRun(deps, run);
  return await rerun(deps, run);
}

/**
 * Starts a run again that failed or was terminated.
 *
 * @throws `workflow-run-running`, `workflow-run-cancelled`, `workflow-run-ended`, `workflow-queue-full`.
 */
export async function rerun(deps: WorkflowDeps, run: WorkflowRunRecord): Promise<WorkflowRunRecord> {
  refuseUnlessOver(run);
  const state = await takePlace(deps, run, run.parent);
  const now = deps.clock.now();
  const changed = await changeRun(deps, run, (current) => {
    if (current.state !== 'failed' && current.state !== 'terminated') return undefined;
    const record = {
      ...current,
      state,
      execution: deps.ids.next(),
      error: null,
      startedAt: state === 'running' ? now : null,
      endedAt: null,
      expiresAt: null,
    };
    return { record, events: state === 'running' ? [eventOfRun(record, 'started', now)] : [] };
  });
  const { record, isChanged } = changed as Changed<WorkflowRunRecord>;
  if (!isChanged) {
    if (isOver(record)) await deps.places.release(record);
    refuseUnlessOver(record);
  }
  if (record.state === 'running') await launchRun(deps, record);
  return record;
}

function refuseUnlessOver({ state, runId }: WorkflowRunRecord): void {
  if (state === 'failed' || state === 'terminated') return;
  const field = { field: 'runId' };
  if (state === 'cancelled') {
    throw runCancelled(`Workflow '${runId}' was cancelled, and cannot be started again.`, field);
  }
  if (state === 'succeeded') throw runEnded(`Workflow '${runId}' has succeeded.`, field);
  throw runRunning(`Workflow '${runId}' is already running or pending.`, field);
}

/** Runs that others have started have no places: who started them has one, and may wait for them. */
async function takePlace(
  { places }: WorkflowDeps,
  key: WorkflowRunKey,
  parent: WorkflowRunRecord['parent'],
): Promise<'running' | 'pending'> {
  if (parent !== null) return 'running';
  const place = await places.take(key);
  if (place === 'full') throw queueFull('Workflow queue has been full. Try again when runs have ended.');
  return place;
}

/** A workflow that starts itself without end is stopped. */
function checkDepth(parent: WorkflowRunRecord['parent']): void {
  if (parent === null || parent.depth <= limits.workflow.runDepth) return;
  throw tooDeep(`Workflows may start one another ${limits.workflow.runDepth} levels deep.`);
}
