import { limits } from '../contract/limits.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { RunControl } from '../ports/run-control.ts';
import type { RunFailed, RunnerLost } from '../ports/runner.ts';
import { cancelledOutcome } from './failed-outcome.ts';
import { goOnAt, type HandOver } from './go-on.ts';
import { type RunTask, workOf } from './run-task.ts';
import { type AttemptEnd, writeOutcome } from './settle.ts';
import type { OutcomeDeps } from './settle-item.ts';
import type { Settled } from './settled.ts';
import { timeLimitSeconds } from './time-limit.ts';

/** Between the loss of a runner and the next attempt, in milliseconds. */
const LOST_DELAY_MS = 1000;

/** After the loss of a runner: another attempt, which does not count against the handler's own; the last ends the run. */
export async function settleLostRunner(
  deps: OutcomeDeps & { firings: Pick<RunControl, 'retry'>; handOver: HandOver },
  task: RunTask,
  handler: HandlerRecord,
  { attempt, failures, startedAt }: Omit<AttemptEnd, 'outcome'>,
  { message }: RunnerLost,
): Promise<Settled> {
  const at = deps.clock.now();
  const lost = (text: string): RunFailed => ({
    ok: false,
    error: { name: 'RunnerLost', message: text },
    output: '',
    durationMs: at - startedAt,
  });
  const losses = attempt - failures;
  if (losses >= limits.lostAttempts) {
    const outcome = lost(`The process that ran the handler vanished, ${losses} times: ${message}`);
    return await writeOutcome(deps, task, handler, { attempt, outcome });
  }
  const nextAt = at + LOST_DELAY_MS;
  const outcome = lost(`The process that ran the handler vanished: ${message}`);
  const written = await deps.firings.retry({
    ...workOf(task),
    attempt,
    failures,
    startedAt,
    at,
    nextAt,
    outcome,
    lost: true,
  });
  if (written === 'waits') return await goOnAt(deps, task, nextAt, timeLimitSeconds(handler));
  return await writeOutcome(deps, task, handler, { attempt, outcome: cancelledOutcome(outcome) });
}
