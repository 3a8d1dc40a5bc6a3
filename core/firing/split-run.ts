import { ExpressionFailed, ExpressionRefused } from '../ports/expressions.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { AttemptDeps } from './attempt-run.ts';
import { failedOutcome } from './failed-outcome.ts';
import { ownExecution } from './go-on.ts';
import { CONCURRENT_RUNS, fitsExpress } from './plan.ts';
import { isLimited } from './run-limits.ts';
import { type RunTask, workOf } from './run-task.ts';
import { writeOutcome } from './settle.ts';
import type { Settled } from './settled.ts';
import { splitItems } from './split-items.ts';
import { timeLimitSeconds } from './time-limit.ts';

/**
 * What of a Standard execution's 25,000 events (AWS Step Functions, quotas) its items may take: an item begins and ends, and
 * each attempt is admitted, invoked, decided on and waited for.
 */
const EVENTS = 20_000;
const EVENTS_OF_ITEM = 4;
const EVENTS_OF_ATTEMPT = 16;

/**
 * Splits a run into its items, once, and says which are to be carried out: all that have no outcome yet. More than an execution
 * can carry out go to several; the last to end settles the run.
 */
export async function splitRun(
  deps: AttemptDeps,
  task: RunTask,
  handler: HandlerRecord & { each: string },
): Promise<Settled> {
  const key = workOf(task);
  let unfinished = await deps.firings.unfinishedItems(key);
  if (unfinished === undefined) {
    const payload = await deps.firings.payload(task.firingId, task.payload);
    let items: Uint8Array[];
    try {
      items = await splitItems(deps, handler, payload);
    } catch (error) {
      if (!(error instanceof ExpressionFailed || error instanceof ExpressionRefused)) throw error;
      return await writeOutcome(deps, task, handler, {
        outcome: failedOutcome('EachFailed', `each: ${error.message}`),
      });
    }
    const { version: handlerVersion, tenantId } = handler;
    const at = deps.clock.now();
    if ((await deps.firings.split({ ...key, handlerVersion, tenantId, at, items, payload })) === 'ended') {
      return { next: 'notify' };
    }
    unfinished = items.map((_, index) => index);
  }
  const own = task.items;
  const items = own === null ? unfinished : unfinished.filter((index) => own.includes(index));
  return await carryOut(deps, task, handler, items);
}

async function carryOut(
  deps: AttemptDeps,
  task: RunTask,
  handler: HandlerRecord,
  items: readonly number[],
): Promise<Settled> {
  const concurrency = itemsAtOnce(handler);
  // One that waits takes the place of one that could go on when there are more than go on at once.
  const inHere: Settled = { next: 'items', items, concurrency, mayWait: items.length <= concurrency };
  const most = Math.floor(EVENTS / (EVENTS_OF_ITEM + EVENTS_OF_ATTEMPT * (handler.retry?.maxAttempts ?? 1)));
  if (task.executionType === 'EXPRESS') {
    const elapsedSeconds = (deps.clock.now() - Date.parse(task.startedAt)) / 1000;
    const stays =
      task.mayWait &&
      !isLimited(handler) &&
      fitsExpress(items.length, timeLimitSeconds(handler), elapsedSeconds);
    if (stays) return inHere;
  } else if (task.mayWait && items.length <= most) return inHere;
  const execution = ownExecution(task);
  if (items.length <= most) await deps.handOver(execution);
  else {
    for (let from = 0; from < items.length; from += most) {
      const part = `${execution.part}-items-${items[from]}`;
      await deps.handOver({ ...execution, items: items.slice(from, from + most), part });
    }
  }
  return { next: 'end' };
}

/**
 * No more than there are places for them in any case: they begin in the order of the list then, and do not stand in line for
 * one another. (With `concurrencyKey` each of its values has places of its own.)
 */
function itemsAtOnce({ executor, concurrencyKey }: HandlerRecord): number {
  const maxWorkers = concurrencyKey === undefined ? executor?.maxWorkers : undefined;
  return Math.min(maxWorkers ?? CONCURRENT_RUNS, CONCURRENT_RUNS);
}
