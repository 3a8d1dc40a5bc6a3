import { type LogContext, pause } from './log-context.ts';

/** How long to wait in all for senders that took offsets and have not written. */
const PATIENCE_MS = 1000;

/** Offsets taken so long ago are not waited for; much longer than the clocks of two machines differ. */
const STALE_MS = 10_000;

/** Between two looks, doubling; most senders are a few milliseconds behind. */
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 160;

/** How long to wait for a sender. Whether what is decided afterwards is right does not depend on it. */
export function startPatience(log: LogContext) {
  let waitedMs = 0;
  let lookMs = FIRST_LOOK_MS;
  return {
    /** @param takenAt when the sender took its offsets, or later; milliseconds since the epoch. */
    isOver: (takenAt: number): boolean => waitedMs >= PATIENCE_MS || log.clock.now() - takenAt >= STALE_MS,
    /** Until the next look. */
    async wait(): Promise<void> {
      await pause(log, lookMs);
      waitedMs += lookMs;
      lookMs = Math.min(2 * lookMs, LONGEST_LOOK_MS);
    },
  };
}
