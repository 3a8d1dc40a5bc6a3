import type { Clock } from '../../core/ports/clock.ts';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves it, calling what becomes due in its order. */
  advance(ms: number): void;
  /** When the next callback is due; undefined when none is. */
  nextDue(): number | undefined;
}

export function manualClock(start = Date.UTC(2026, 10, 21, 12)): ManualClock {
  let now = start;
  let waiting: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    schedule(delayMs, callback) {
      const entry = { at: now + delayMs, callback };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    nextDue: () => (waiting.length === 0 ? undefined : Math.min(...waiting.map(({ at }) => at))),
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const next = waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        now = next.at;
        next.callback();
      }
      now = until;
    },
  };
}
