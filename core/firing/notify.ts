import { mailSubject } from '../mail/compose.ts';
import type { Clock } from '../ports/clock.ts';
import type { CancelRequest, FiringStore } from '../ports/firing-store.ts';
import type { HandlerRecord, HandlerStore } from '../ports/handler-store.ts';
import type { MailStore } from '../ports/mail-store.ts';
import type { RunOutcome } from '../ports/runner.ts';
import type { RunEnded } from '../workflow/handler/run-ended.ts';
import type { RunTask } from './run-task.ts';

/**
 * Tells the step of a workflow that waits for the run's outcome, and queues the one e-mail about it, to the success or failure
 * address. Repeating it changes nothing.
 */
export async function notify(
  deps: {
    firings: Pick<FiringStore, 'run' | 'notified'>;
    handlers: Pick<HandlerStore, 'version'>;
    mails: Pick<MailStore, 'enqueue'>;
    runEnded: RunEnded;
    clock: Clock;
  },
  task: RunTask,
): Promise<void> {
  const key = { firingId: task.firingId, handlerId: task.run.handlerId };
  const [run, handler] = await Promise.all([
    deps.firings.run(key),
    deps.handlers.version(task.run.handlerId, task.run.version),
  ]);
  if (run?.outcome == null || handler === undefined) return;
  if (task.run.step !== undefined) {
    const { firingId } = task;
    await deps.runEnded(handler, { firingId, step: task.run.step, outcome: run.outcome });
  }
  if (run.notifiedAt !== null) return;
  const to = recipient(handler, run.outcome, run.cancelRequested);
  if (to === null) return;
  const now = deps.clock.now();
  await deps.mails.enqueue({
    ...key,
    tenantId: handler.tenantId,
    to,
    subject: mailSubject(handler, run.outcome),
    createdAt: now,
  });
  await deps.firings.notified(key, now);
}

/** Who cancelled their own run knows of it; a run that somebody else cancelled is told of like a failure. */
function recipient(
  handler: HandlerRecord,
  outcome: RunOutcome,
  cancelRequested: CancelRequest | null,
): string | null {
  if (outcome.ok) return handler.notifyOnSuccess;
  const cancelledByOwner = outcome.cancelled === true && cancelRequested?.byId === handler.tenantId;
  return cancelledByOwner ? null : handler.notifyOnFailure;
}
