import { eventOfRun } from '../events/firing-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { HandlerRecord, HandlerStore } from '../ports/handler-store.ts';
import type { RunOutcome } from '../ports/runner.ts';
import { plannedHandler } from './planned-handler.ts';
import type { RunTask } from './run-task.ts';

/** What the firing machine does next with the run. */
export type Settled = {
  readonly next: 'notify' | 'retry' | 'end';
  /** Before the next attempt, with `retry`. */
  readonly delaySeconds: number;
};

/** Writes the run's outcome, once, and decides how it goes on. */
export async function settle(
  deps: { firings: Pick<FiringStore, 'settle'>; clock: Clock },
  task: RunTask,
  handler: HandlerRecord,
  result: { attempt?: number; outcome: RunOutcome },
): Promise<Settled> {
  const key = { firingId: task.firingId, handlerId: handler.id };
  const at = deps.clock.now();
  await deps.firings.settle({
    ...key,
    handlerVersion: handler.version,
    tenantId: handler.tenantId,
    ...result,
    at,
    closesFiring: task.onlyRun,
    event: () =>
      eventOfRun({
        key,
        tags: task.tags,
        handler,
        attempt: result.attempt ?? 0,
        outcome: result.outcome,
        at,
      }),
  });
  const address = result.outcome.ok ? handler.notifyOnSuccess : handler.notifyOnFailure;
  return { next: address === null ? 'end' : 'notify', delaySeconds: 0 };
}

/** The machine's way out when `invoke` failed for good: the run ends as failed, and its owner is told. */
export async function settleLost(
  deps: { firings: Pick<FiringStore, 'settle'>; handlers: Pick<HandlerStore, 'version'>; clock: Clock },
  { task, error }: { task: RunTask; error: { Error: string; Cause?: string } },
): Promise<Settled> {
  const handler = await plannedHandler(deps, task.run);
  return await settle(deps, task, handler, {
    outcome: {
      ok: false,
      error: {
        name: 'PlatformFailed',
        message: `Hookline could not carry out the run (${error.Error}). Fire again, or ask who operates it.`,
      },
      output: '',
      durationMs: 0,
    },
  });
}
