import type { RunTask } from '../core/firing/run-task.ts';
import type { Settled } from '../core/firing/settled.ts';
import type { Clock } from '../core/ports/clock.ts';

/**
 * Knows which runs are going on, so that a stop can wait for them. After `drain` was called a new one is held back, to be
 * taken up at the next start.
 */
export function trackRuns(invoke: (task: RunTask) => Promise<Settled>): {
  run(task: RunTask): Promise<Settled>;
  /** Resolves when no run goes on any more, or after `waitMs` milliseconds. */
  drain(clock: Clock, waitMs: number): Promise<void>;
} {
  let going = 0;
  let draining = false;
  let idle = (): void => {};

  return {
    async run(task) {
      if (draining) return await new Promise<never>(() => {});
      going++;
      try {
        return await invoke(task);
      } finally {
        if (--going === 0) idle();
      }
    },
    async drain(clock, waitMs) {
      draining = true;
      if (going === 0) return;
      await new Promise<void>((resolve) => {
        idle = resolve;
        clock.schedule(waitMs, resolve);
      });
    },
  };
}
