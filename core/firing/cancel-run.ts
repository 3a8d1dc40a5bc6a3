import type { Run } from '../contract/firing.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import type { CancelWatch } from '../ports/cancel-watch.ts';
import type { CancelRequest, FiringRecord } from '../ports/firing-store.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { RunLimits } from '../ports/run-limits.ts';
import type { TaskTokens } from '../ports/task-tokens.ts';
import type { RunEnded } from '../workflow/handler/run-ended.ts';
import { cancelledOutcome } from './failed-outcome.ts';
import { getRun } from './get-run.ts';
import { plannedHandler } from './planned-handler.ts';
import { requestCancel } from './request-cancel.ts';
import { isLimited } from './run-limits.ts';
import { parseRunId } from './run-task.ts';
import { freeSlot } from './take-slot.ts';

/** What cancelling for somebody takes. */
export type CancelForDeps = CancelDeps & { runEnded: RunEnded };

/** What cancelling takes. */
export type CancelDeps = Parameters<typeof getRun>[0] &
  Parameters<typeof requestCancel>[0] & { limits: RunLimits; tokens: TaskTokens; cancels: CancelWatch };

/**
 * Cancels a run of the caller's handlers, anybody's for admins. One that is planned or waits is cancelled at once; one that goes
 * on is told by its `signal`, and killed soon after if it does not end. One that has ended stays as it ended.
 *
 * @returns the run as it is then.
 */
export async function cancelRun(deps: CancelForDeps, caller: Caller, id: string): Promise<Run> {
  requirePermission(caller, 'cancel');
  const run = await getRun(deps, caller, id);
  const { firingId, handlerId } = parseRunId(run.id)!;
  const { firing } = (await deps.firings.get(firingId))!;
  const planned = firing.plan.find((candidate) => candidate.handlerId === handlerId)!;
  await cancelAndTell(deps, firing, await plannedHandler(deps, planned), requestBy(deps, caller));
  return await getRun(deps, caller, id);
}

/** The request of a caller, now. */
export function requestBy({ clock }: Pick<CancelDeps, 'clock'>, caller: Caller): CancelRequest {
  return { byId: caller.userId, by: caller.userName, at: clock.now() };
}

/**
 * As `cancelPlanned`; and a step of a workflow that waits for the run learns of its end now, not only when the wait is over that the run
 * was in.
 */
export async function cancelAndTell(
  deps: CancelForDeps,
  firing: FiringRecord,
  handler: HandlerRecord,
  request: CancelRequest,
): Promise<'cancelled' | 'requested' | 'final'> {
  const cancelled = await cancelPlanned(deps, firing, handler, request);
  const step = firing.plan.find(({ handlerId }) => handlerId === handler.id)?.step;
  if (cancelled === 'cancelled' && step !== undefined) {
    await deps.runEnded(handler, { firingId: firing.id, step, outcome: cancelledOutcome() });
  }
  return cancelled;
}

/** Cancels one run of a firing: stored first, then told to whoever carries it out, or to who is next in its line. */
export async function cancelPlanned(
  deps: CancelDeps,
  firing: FiringRecord,
  handler: HandlerRecord,
  request: CancelRequest,
): Promise<'cancelled' | 'requested' | 'final'> {
  const run = { firingId: firing.id, tags: firing.tags, onlyRun: firing.plan.length === 1 };
  const cancelled = await requestCancel(deps, run, handler, request);
  const key = { firingId: firing.id, handlerId: handler.id };
  if (cancelled === 'requested') deps.cancels.announce(key);
  else if (cancelled === 'cancelled' && isLimited(handler)) await freeSlot(deps, key);
  return cancelled;
}
