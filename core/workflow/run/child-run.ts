import { sha256Parts } from '../../hash.ts';
import type { StepRecord, WorkflowRunKey, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { HooklineError } from '../../problem.ts';
import { beginRun } from './begin-run.ts';
import type { Continuation } from './continuation.ts';
import type { WorkflowDeps } from './deps.ts';
import { launchRun } from './launch-run.ts';
import type { Started, StepResult } from './step-work.ts';

/** Characters of the id of a run that a step has started, at most: it is part of keys of tables. */
const LONGEST_ID = 400;

/**
 * The run that a step has started: its id is made of both, so that it is started once. Deep down, the beginning is kept and the rest
 * hashed; no id that was chosen has a `~`.
 */
export function childKey({ tenantId, runId, stepId }: StepRecord): WorkflowRunKey {
  const id = `${runId}.${stepId}`;
  if (id.length <= LONGEST_ID) return { tenantId, runId: id };
  return { tenantId, runId: `${runId.slice(0, LONGEST_ID / 2)}~${sha256Parts([runId, stepId])}` };
}

/** Starts the workflow that a step stands for, or takes it up: one that failed or was terminated is restarted. */
export async function startChild(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  step: StepRecord,
  { workflow, input }: Continuation,
): Promise<Started> {
  const key = childKey(step);
  try {
    const child =
      (await goingOn(deps, key, step)) ??
      (await beginRun(deps, key, run.owner, {
        workflow,
        input,
        metadata: run.metadata,
        catchErrors: false,
        parent: { runId: run.runId, stepId: step.stepId, depth: (run.parent?.depth ?? 0) + 1 },
        startedBy: { kind: 'run', id: run.runId },
      }));
    const result = resultOfChild(child);
    return result === undefined ? { work: { run: key.runId } } : { result };
  } catch (error) {
    if (!(error instanceof HooklineError) || error.retryable) throw error;
    return { result: { error: { name: 'WorkflowRefused', message: error.message } } };
  }
}

/** The run of the step, if it was begun and neither failed nor was terminated. */
async function goingOn(
  deps: WorkflowDeps,
  key: WorkflowRunKey,
  { runId, stepId }: StepRecord,
): Promise<WorkflowRunRecord | undefined> {
  const child = await deps.runs.get(key);
  if (child?.parent?.runId !== runId || child.parent.stepId !== stepId) return undefined;
  // It may have been written, and what was to carry it out not started.
  if (child.state === 'running') await launchRun(deps, child);
  return ['pending', 'running', 'terminating', 'cancelled'].includes(child.state) ? child : undefined;
}

/** What a run gives to the step that waits for it; undefined while it goes on. */
export function resultOfChild(child: WorkflowRunRecord): StepResult | undefined {
  const { state, output, error, runId, catchErrors } = child;
  if (state === 'succeeded') {
    return { output: catchErrors ? { result: output, error: null } : (output ?? {}) };
  }
  if (state !== 'failed' && state !== 'cancelled' && state !== 'terminated') return undefined;
  const { name, message } = error ?? {
    name: state === 'cancelled' ? 'WorkflowCancelled' : 'WorkflowTerminated',
    message: `The run ${runId} was ${state}.`,
  };
  if (catchErrors) return { output: { result: null, error: { name, message } } };
  return { error: { name, message } };
}
