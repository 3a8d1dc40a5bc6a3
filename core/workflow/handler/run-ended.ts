import type { Clock } from '../../ports/clock.ts';
import type { HandlerRecord } from '../../ports/handler-store.ts';
import type { ListenerCall, PlannedStep, RunOutcome } from '../../ports/runner.ts';
import type { WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { parseKeepingDigits } from '../data/exact-numbers.ts';
import { nodeOutput } from '../data/node-output.ts';
import type { StepKey, StepResult } from '../run/step-work.ts';
import { callListener } from './call-listener.ts';
import { type FireDeps, firingIdOf } from './fire-handler.ts';
import { resultOfRun } from './result-of-run.ts';
import { firingOfStep } from './start-handler.ts';

/** A run that carried out a step of a workflow, and how it ended. */
export interface EndedRun {
  readonly firingId: string;
  readonly step: PlannedStep;
  readonly outcome: RunOutcome;
}

/** Tells a workflow that a run has ended which carried out one of its steps; may be repeated. */
export type RunEnded = (handler: HandlerRecord, ended: EndedRun) => Promise<void>;

export interface RunEndedDeps extends FireDeps {
  readonly runs: Pick<WorkflowRunStore, 'get' | 'steps'>;
  readonly endStep: (step: StepKey, result: StepResult) => Promise<unknown>;
  readonly clock: Clock;
}

/** A listener that comes back at once with nothing is asked again after one second, then two, up to a minute. */
const PAUSE_MS = { first: 1000, longest: 60_000 };

/**
 * The step ends with the run's outcome; for a listener's step see `startListener`. A run that was there for the step before the workflow
 * was restarted has nothing to say about it any more.
 */
export async function runEnded(
  deps: RunEndedDeps,
  handler: HandlerRecord,
  { firingId, step: { runId, stepId, parameters, listener }, outcome }: EndedRun,
): Promise<void> {
  const step = { tenantId: handler.tenantId, runId, stepId };
  if (listener === undefined) {
    if (await isAwaited(deps, step, firingId)) await deps.endStep(step, resultOfRun(outcome));
  } else if (listener.phase === 'poll') {
    await afterPoll(deps, handler, step, { call: listener, args: parameters as unknown[], outcome });
  } else {
    const result = resultOfRun(outcome);
    await deps.endStep(step, 'error' in result ? result : { output: nodeOutput(listener.event) });
  }
}

/** Whether a firing is the one that the step was begun with last. */
async function isAwaited(
  { runs }: Pick<RunEndedDeps, 'runs'>,
  key: StepKey,
  firingId: string,
): Promise<boolean> {
  const [run, [step]] = await Promise.all([runs.get(key), runs.steps(key, [key.stepId])]);
  return run !== undefined && step !== undefined && firingId === firingOfStep(run, step);
}

async function afterPoll(
  deps: RunEndedDeps,
  handler: HandlerRecord,
  step: StepKey,
  polled: {
    readonly call: Extract<ListenerCall, { phase: 'poll' }>;
    readonly args: readonly unknown[];
    readonly outcome: RunOutcome;
  },
): Promise<void> {
  const { call, args, outcome } = polled;
  const { runId, stepId } = step;
  const run = await deps.runs.get(step);
  const isCurrent = run?.execution === call.execution;
  if (outcome.ok ? outcome.resultCut : outcome.error.name !== 'TimeLimitExceeded') {
    if (isCurrent) await deps.endStep(step, resultOfRun(outcome));
    return;
  }
  const event = outcome.ok ? eventOf(outcome) : undefined;
  if (event !== undefined) {
    // What was polled twice at the same time is taken once: the first to be stored.
    const taken = { phase: 'checkpointed', event } as const;
    await callListener(deps, handler, { firingId: call.checkpointId, runId, stepId, args, call: taken });
    return;
  }
  if (run?.state !== 'running' || !isCurrent) return;
  const next = nextPoll(call, outcome.durationMs, deps.clock.now());
  const firingId = firingIdOf(run, stepId, `poll ${next.execution} ${next.number}`);
  await callListener(deps, handler, { firingId, runId, stepId, args, call: next });
}

type Poll = Extract<ListenerCall, { phase: 'poll' }>;

/** One that waits for its event by itself is asked again at once; one that comes back early after a pause that grows. */
function nextPoll(call: Poll, durationMs: number, now: number): Poll {
  const pauseMs = Math.min(call.pauseMs === 0 ? PAUSE_MS.first : call.pauseMs * 2, PAUSE_MS.longest);
  const isPatient = durationMs >= pauseMs;
  return {
    ...call,
    number: call.number + 1,
    notBefore: isPatient ? 0 : now + pauseMs,
    pauseMs: isPatient ? 0 : pauseMs,
  };
}

/** Undefined for nothing and null: there is no event yet. */
function eventOf({ result, resultType }: Extract<RunOutcome, { ok: true }>): unknown {
  if (resultType === 'text') return result === '' ? undefined : result;
  return parseKeepingDigits(result) ?? undefined;
}
