import { eventOfRun } from '../events/firing-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { CancelRequest, FiringStore } from '../ports/firing-store.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { LiveOutput } from '../ports/live-output.ts';
import type { RunControl } from '../ports/run-control.ts';
import { cancelledOutcome } from './failed-outcome.ts';
import type { RunTask } from './run-task.ts';

type Cancelled = Awaited<ReturnType<RunControl['cancel']>>;

/** Requests the end of a run; it has it at once unless an attempt goes on. */
export async function requestCancel(
  deps: {
    firings: Pick<RunControl, 'cancel'> & Pick<FiringStore, 'close'>;
    output?: Pick<LiveOutput, 'ended'>;
    clock: Clock;
  },
  firing: Pick<RunTask, 'firingId' | 'tags' | 'onlyRun'>,
  handler: HandlerRecord,
  request: CancelRequest,
): Promise<Cancelled> {
  const { firingId, tags, onlyRun } = firing;
  const key = { firingId, handlerId: handler.id };
  const outcome = cancelledOutcome();
  const { at } = request;
  const cancelled = await deps.firings.cancel({
    ...key,
    handlerVersion: handler.version,
    tenantId: handler.tenantId,
    request,
    outcome,
    closesFiring: onlyRun,
    event: () => eventOfRun({ key, tags, handler, attempt: 0, outcome, at }),
  });
  if (cancelled === 'cancelled') deps.output?.ended(key);
  if (cancelled === 'cancelled' && !onlyRun) await deps.firings.close(firingId, deps.clock.now());
  return cancelled;
}

/** Gives a run its end that was cancelled while items went on, when the last of them has ended. */
export async function endCancelledRun(
  deps: Parameters<typeof requestCancel>[0] & { firings: Pick<FiringStore, 'run'> },
  task: RunTask,
  handler: HandlerRecord,
): Promise<void> {
  const run = await deps.firings.run({ firingId: task.firingId, handlerId: handler.id });
  if (run === undefined || run.outcome !== null || run.cancelRequested === null) return;
  await requestCancel(deps, task, handler, { ...run.cancelRequested, at: deps.clock.now() });
}
