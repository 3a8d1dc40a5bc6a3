import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { changeStep } from './change-record.ts';
import { startChild } from './child-run.ts';
import { type Continuation, continuationOf } from './continuation.ts';
import type { WorkflowDeps } from './deps.ts';
import { endOfStep } from './end-of-step.ts';
import { eventOfTask } from './run-events.ts';
import { isEnded } from './step-record.ts';
import type { StepKey, StepResult } from './step-work.ts';
import { carrierOfStep } from './task-kind.ts';

/** Of a continuation, as JSON: it is kept with the step. */
const CONTINUATION_BYTES = 256 * 1024;

/** Stores the end of a step, once; what waits for it is not told yet. */
export async function storeEnd(
  deps: WorkflowDeps,
  key: StepKey,
  result: StepResult,
): Promise<'ended' | 'already' | 'unknown'> {
  const run = await deps.runs.get(key);
  const [step] = run === undefined ? [] : await deps.runs.steps(key, [key.stepId]);
  if (run === undefined || step === undefined || step.state === 'waiting') return 'unknown';
  if (isEnded(step)) return 'already';
  const asked = mayContinue(run, step) && 'output' in result ? continuationOf(result.output) : undefined;
  if (asked === undefined) return await write(deps, run, key, result, step);
  if ('error' in asked) return await write(deps, run, key, asked, step);
  return await goOnWith(deps, run, step, asked);
}

/** Only what the owner's own code gives may ask for a workflow: other data comes from anywhere. */
function mayContinue(run: WorkflowRunRecord, step: StepRecord): boolean {
  const carrier = carrierOfStep(run, step);
  return carrier === 'handler' || carrier === 'worker';
}

/** The step goes on as long as the workflow that it has asked for; after a restart too, without asking again. */
async function goOnWith(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  step: StepRecord,
  continuation: Continuation,
): Promise<'ended' | 'already'> {
  const bytes = Buffer.byteLength(JSON.stringify(continuation));
  if (bytes > CONTINUATION_BYTES) {
    const message = `The workflow and its input have ${bytes} bytes; they may have ${CONTINUATION_BYTES}. Register the workflow, and give its name.`;
    return await write(deps, run, step, { error: { name: 'OutputTooLarge', message } }, step);
  }
  const changed = await changeStep(
    deps,
    step,
    (current) => {
      if (current?.state !== 'active' || current.work?.continuation !== undefined) return undefined;
      return { record: { ...current, work: { ...current.work, continuation } } };
    },
    { step },
  );
  const current = changed!.record;
  if (isEnded(current)) return 'already';
  // Else a restart takes it up.
  const { state } = (await deps.runs.get(run)) ?? run;
  if (state !== 'running') return 'ended';
  const started = await startChild(deps, run, current, continuation);
  if ('result' in started) return await write(deps, run, current, started.result, current);
  return 'ended';
}

async function write(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  key: StepKey,
  result: StepResult,
  known: StepRecord,
): Promise<'ended' | 'already'> {
  const now = deps.clock.now();
  const node = run.graph.nodes[known.node]!;
  const changed = await changeStep(
    deps,
    key,
    (step) => {
      if (step === undefined || isEnded(step)) return undefined;
      const record = endOfStep(step, node, result, now);
      return {
        record,
        events: [
          ...eventOfTask(run, record, record.state === 'failed' ? 'failed' : 'succeeded', now),
          ...(result.events ?? []),
        ],
      };
    },
    { step: known },
  );
  return changed?.isChanged ? 'ended' : 'already';
}
