import type { Clock } from '../../core/ports/clock.ts';
import type { WorkflowRunWatch } from '../../core/ports/workflow-run-watch.ts';

/** Between two looks at a run, in milliseconds. */
const PAUSE_MS = 500;

/** Lets who waits for a run look at it twice a second: what writes runs is in other functions. */
export function pollRuns(clock: Pick<Clock, 'schedule'>): WorkflowRunWatch {
  return {
    watch: () => ({
      change: (waitMs) => new Promise((resolve) => void clock.schedule(Math.min(waitMs, PAUSE_MS), resolve)),
      close() {},
    }),
  };
}
