import { ExpressionFailed, ExpressionRefused } from '../ports/expressions.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import { type AttemptDeps, attemptRun } from './attempt-run.ts';
import { failedOutcome } from './failed-outcome.ts';
import { goOnAt } from './go-on.ts';
import { plannedHandler } from './planned-handler.ts';
import { readInput } from './read-input.ts';
import { isLimited, limitsFor } from './run-limits.ts';
import { type RunTask, workOf } from './run-task.ts';
import { writeOutcome } from './settle.ts';
import type { Settled } from './settled.ts';
import { splitRun } from './split-run.ts';
import { freeSlot, keepSlot, takeSlot } from './take-slot.ts';
import { timeLimitSeconds } from './time-limit.ts';

/**
 * Carries out one attempt of a run, or of one of its items, within its handler's limits; of a run with items, it says which are
 * to be carried out. Called at least once for each step; claims make the calls one after the other, and each outcome is
 * written once.
 */
export async function invoke(deps: AttemptDeps, task: RunTask): Promise<Settled> {
  const handler = await plannedHandler(deps, task.run);
  if (task.run.filterError !== undefined) {
    const outcome = failedOutcome('FilterFailed', `filter: ${task.run.filterError}`);
    return await writeOutcome(deps, task, handler, { outcome });
  }
  const call = task.run.step?.listener;
  if (call?.phase === 'poll' && call.notBefore > deps.clock.now()) {
    return await goOnAt(deps, task, call.notBefore, timeLimitSeconds(handler));
  }
  if (handler.each !== undefined && task.item === undefined) {
    return await splitRun(deps, task, { ...handler, each: handler.each });
  }
  return isLimited(handler)
    ? await attemptWithinLimits(deps, task, handler)
    : (await attemptRun(deps, task, handler)).settled;
}

async function attemptWithinLimits(
  deps: AttemptDeps,
  task: RunTask,
  handler: HandlerRecord,
): Promise<Settled> {
  let limits: Awaited<ReturnType<typeof limitsFor>>;
  try {
    limits = await limitsFor(deps, handler, () => readInput(deps, task));
  } catch (error) {
    if (!(error instanceof ExpressionFailed || error instanceof ExpressionRefused)) throw error;
    const outcome = failedOutcome('ConcurrencyKeyFailed', `concurrencyKey: ${error.message}`);
    return await writeOutcome(deps, task, handler, { outcome });
  }
  const wait = await takeSlot(deps, task, handler, limits);
  if (wait !== undefined) return wait;
  const stopKeeping = keepSlot(deps, workOf(task), limits);
  const { settled, isHeld } = await attemptRun(deps, task, handler).finally(stopKeeping);
  // While another execution has the run, its slot is that one's.
  if (!isHeld) await freeSlot(deps, workOf(task));
  return settled;
}
