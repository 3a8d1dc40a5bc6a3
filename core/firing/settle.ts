import { eventOfRun, isTold } from '../events/firing-event.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { Random } from '../ports/random.ts';
import type { RunControl } from '../ports/run-control.ts';
import type { RunFailed, RunOutcome } from '../ports/runner.ts';
import { cancelledOutcome } from './failed-outcome.ts';
import { goOnAt, type HandOver } from './go-on.ts';
import { keptAttempt } from './kept-attempt.ts';
import { retryFollows } from './retry-follows.ts';
import { retryWaitSeconds } from './retry-wait.ts';
import { type RunTask, workOf } from './run-task.ts';
import { type OutcomeDeps, settleItem } from './settle-item.ts';
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

/**
 * Decides how the run (the item) goes on after an attempt: another one after a wait, by the handler's `retry`, which is written
 * down with the attempt; or its outcome, which is written once.
 */
export async function settle(
  deps: OutcomeDeps & { firings: Pick<RunControl, 'retry'>; handOver: HandOver; random: Random },
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
  return await writeOutcome(deps, task, handler, { attempt, outcome: cancelledOutcome(outcome) });
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
  deps: OutcomeDeps,
  task: RunTask,
  handler: HandlerRecord,
  end: { attempt?: number; outcome: RunOutcome },
): Promise<Settled> {
  const { item, run, firingId } = task;
  if (item !== undefined) return await settleItem(deps, { ...task, item }, handler, end);
  const { attempt, outcome } = end;
  const key = { firingId, handlerId: run.handlerId };
  const at = deps.clock.now();
  await deps.firings.settle({
    ...key,
    handlerVersion: handler.version,
    tenantId: handler.tenantId,
    ...(attempt !== undefined && { attempt }),
    outcome,
    at,
    closesFiring: task.onlyRun,
    ...(isTold(run) && {
      event: () => eventOfRun({ key, tags: task.tags, handler, attempt: attempt ?? 0, outcome, at }),
    }),
  });
  deps.output?.ended(key);
  const address = outcome.ok ? handler.notifyOnSuccess : handler.notifyOnFailure;
  return { next: address === null && run.step === undefined ? 'end' : 'notify' };
}
