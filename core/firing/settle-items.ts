import type { HandlerStore } from '../ports/handler-store.ts';
import type { RunControl } from '../ports/run-control.ts';
import { concludeItems } from './conclude-items.ts';
import { cancelledOutcome } from './failed-outcome.ts';
import { plannedHandler } from './planned-handler.ts';
import { type RunTask, workOf } from './run-task.ts';
import { writeOutcome } from './settle.ts';
import type { OutcomeDeps } from './settle-item.ts';
import type { Settled } from './settled.ts';

/** Settles a run by what its items came to, when every one has ended: others may be in other executions still. */
export async function settleItems(
  deps: OutcomeDeps & {
    firings: Pick<RunControl, 'items' | 'unfinishedItems'>;
    handlers: Pick<HandlerStore, 'version'>;
  },
  task: RunTask,
): Promise<Settled> {
  const key = workOf(task);
  const run = await deps.firings.run(key);
  if (run === undefined || run.outcome !== null || run.itemCount === null) return { next: 'notify' };
  const unfinished = await deps.firings.unfinishedItems(key);
  if (unfinished !== undefined && unfinished.length > 0) return { next: 'end' };
  const [handler, items] = await Promise.all([plannedHandler(deps, task.run), deps.firings.items(key)]);
  const durationMs = deps.clock.now() - run.startedAt;
  const outcome =
    run.cancelRequested === null
      ? concludeItems(handler, items, { itemCount: run.itemCount, durationMs })
      : cancelledOutcome({ output: '', durationMs });
  return await writeOutcome(deps, task, handler, { attempt: run.attempt, outcome });
}
