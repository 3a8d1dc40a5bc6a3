import { type LogContext, pause } from './log-context.ts';
import { settleUpTo } from './settle-log.ts';

/** Between two looks at the end of the log, in milliseconds. */
const LOOK_MS = 200;

/** Resolves when the log is settled beyond `after`, after `waitMs`, or when `signal` aborts. A look is one read. */
export async function waitForEvent(
  log: LogContext,
  after: number,
  waitMs: number,
  signal?: AbortSignal,
): Promise<void> {
  let waitedMs = 0;
  for (;;) {
    if ((await settleUpTo(log, after + 1)) > after || waitedMs >= waitMs || signal?.aborted === true) return;
    const delayMs = Math.min(LOOK_MS, waitMs - waitedMs);
    await pause(log, delayMs, signal);
    waitedMs += delayMs;
  }
}
