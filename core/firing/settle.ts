import { eventOfRun } from '../events/firing-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { HandlerRecord, HandlerStore } from '../ports/handler-store.ts';
import type { Random } from '../ports/random.ts';
import type { RunControl } from '../ports/run-control.ts';
import type { RunFailed, RunOutcome } from '../ports/runner.ts';
import { goOnAt, type HandOver } from './go-on.ts';
import { keptAttempt } from './kept-attempt.ts';
import { plannedHandler } from './planned-handler.ts';
import { retryFollows } from './retry-follows.ts';
import { retryWaitSeconds } from './retry-wait.ts';
import { type RunTask, workOf } from './run-task.ts';
import type { Settled } from './settled.ts';
import { timeLimitSeconds } from './time-limit.ts';

/** An attempt that came to its end. */
export interface AttemptEnd {
  readonly attempt: number;
  /** Earlier attempts that count against `maxAttempts`. */
  readonly failures: number;
  readonly startedAt: number;
  readonly outcome: RunOutcome;
}

interface SettleDeps {
  firings: Pick<FiringStore, 'settle'> & Pick<RunControl, 'retry'>;
  handOver: HandOver;
  random: Random;
  clock: Clock;
}

/**
 * Decides how the run goes on after an attempt: another one after a wait, by the handler's `retry`, which is written down
 * with the attempt; or its outcome, which is written once.
 */
export async function settle(
  deps: SettleDeps,
  task: RunTask,
  handler: HandlerRecord,
  end: AttemptEnd,
): Promise<Settled> {
  const { outcome, attempt, startedAt } = end;
  const failures = end.failures + 1;
  const waitSeconds = outcome.ok ? undefined : secondsToRetry(handler, failures, outcome, deps.random);
  if (outcome.ok || waitSeconds === undefined) return await writeOutcome(deps, task, handler, end);
  const at = deps.clock.now();
  const nextAt = at + Math.round(waitSeconds * 1000);
  const kept = keptAttempt(outcome);
  const retry = { ...workOf(task), attempt, failures, startedAt, at, nextAt, outcome: kept, lost: false };
  if ((await deps.firings.retry(retry)) === 'waits') {
    return await goOnAt(deps, task, nextAt, timeLimitSeconds(handler));
  }
  return await writeOutcome(deps, task, handler, { attempt, outcome: { ...outcome, cancelled: true } });
}

/** Undefined when no attempt follows. */
function secondsToRetry(
  handler: HandlerRecord,
  failures: number,
  outcome: RunFailed,
  random: Random,
): number | undefined {
  const { retry } = handler;
  const ended = outcome.returnedFailure !== undefined || outcome.cancelled === true;
  if (ended || retry === undefined || !retryFollows(retry, failures, outcome.error)) return undefined;
  return outcome.error.retryAfterSeconds ?? retryWaitSeconds(retry, failures, random);
}

/** Writes the outcome unless there is one. Without an attempt: whatever the attempt, and also before the first. */
export async function writeOutcome(
  deps: { firings: Pick<FiringStore, 'settle'>; clock: Clock },
  task: RunTask,
  handler: HandlerRecord,
  { attempt, outcome }: { attempt?: number; outcome: RunOutcome },
): Promise<Settled> {
  const key = workOf(task);
  const at = deps.clock.now();
  const ofItem = task.item !== undefined;
  await deps.firings.settle({
    ...key,
    handlerVersion: handler.version,
    tenantId: handler.tenantId,
    ...(attempt !== undefined && { attempt }),
    outcome,
    at,
    closesFiring: task.onlyRun && !ofItem,
    ...(!ofItem && {
      event: () => eventOfRun({ key, tags: task.tags, handler, attempt: attempt ?? 0, outcome, at }),
    }),
  });
  if (ofItem) return { next: 'end' };
  const address = outcome.ok ? handler.notifyOnSuccess : handler.notifyOnFailure;
  return { next: address === null ? 'end' : 'notify' };
}

/** The machine's way out when `invoke` failed for good: the run ends as failed, and its owner is told. */
export async function settleLost(
  deps: { firings: Pick<FiringStore, 'settle'>; handlers: Pick<HandlerStore, 'version'>; clock: Clock },
  { task, error }: { task: RunTask; error: { Error: string; Cause?: string } },
): Promise<Settled> {
  const handler = await plannedHandler(deps, task.run);
  return await writeOutcome(deps, task, handler, {
    outcome: {
      ok: false,
      error: {
        name: 'PlatformFailed',
        message: `Hookline could not carry out the run (${error.Error}). Fire again, or ask who operates it.`,
      },
      output: '',
      durationMs: 0,
    },
  });
}
