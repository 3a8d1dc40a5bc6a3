import type { CancelWatch } from '../ports/cancel-watch.ts';
import type { Clock } from '../ports/clock.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { LiveOutput } from '../ports/live-output.ts';
import type { RunControl } from '../ports/run-control.ts';
import type { RunOutcome } from '../ports/runner.ts';
import { keptItem } from './kept-item.ts';
import { endCancelledRun } from './request-cancel.ts';
import type { RunTask } from './run-task.ts';
import type { Settled } from './settled.ts';
import { stopsItems } from './stops-items.ts';

/** What writing an outcome takes. */
export interface OutcomeDeps {
  firings: Pick<FiringStore, 'settle' | 'run' | 'close'> & Pick<RunControl, 'cancel' | 'stopItems'>;
  cancels: CancelWatch;
  /** Told of a run's end, for those who follow what it prints. */
  output?: Pick<LiveOutput, 'ended'>;
  clock: Clock;
}

/**
 * Writes an item's outcome, unless there is one. It may end the remaining items; and the last item of a cancelled run ends the
 * run, whatever else its execution waits for.
 */
export async function settleItem(
  deps: OutcomeDeps,
  task: RunTask & { item: number },
  handler: HandlerRecord,
  end: { attempt?: number; outcome: RunOutcome },
): Promise<Settled> {
  const run = { firingId: task.firingId, handlerId: handler.id };
  const owner = { handlerVersion: handler.version, tenantId: handler.tenantId };
  await deps.firings.settle({
    ...run,
    item: task.item,
    ...owner,
    ...end,
    outcome: keptItem(end.outcome),
    at: deps.clock.now(),
    closesFiring: false,
  });
  if (stopsItems(handler, end.outcome)) {
    await deps.firings.stopItems(run);
    deps.cancels.announce(run);
  }
  if (!end.outcome.ok && end.outcome.cancelled === true) await endCancelledRun(deps, task, handler);
  return { next: 'end' };
}
