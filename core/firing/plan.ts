import type { ExecutionOptions } from '../contract/execution-options.ts';
import type { Expressions } from '../ports/expressions.ts';
import type { ExecutionType, PlannedRun } from '../ports/firing-store.ts';
import type { HandlerStore, PlannedHandler } from '../ports/handler-store.ts';
import { type FilterEvent, filterHandlers } from './filter-handlers.ts';
import { timeLimitSeconds } from './time-limit.ts';

/** Runs that one execution carries on at once; the MaxConcurrency of the firing machine. */
export const CONCURRENT_RUNS = 40;

/** An Express execution ends after five minutes (AWS Step Functions, quotas); this leaves room for the other steps. */
export const EXPRESS_BUDGET_SECONDS = 280;

/** Around each run: claiming, starting an environment, settling. */
const RUN_OVERHEAD_SECONDS = 10;

/**
 * Selects the handlers that a firing runs, by hook, tags and filters, at their current versions, and the kind of execution
 * that can carry them out. The plan is written with the firing, in one record: a firing sees one whole version of each handler.
 */
export async function plan(
  deps: { handlers: Pick<HandlerStore, 'select'>; expressions: Expressions },
  firing: { allHandlers: boolean; payload: Uint8Array; event: FilterEvent },
): Promise<{ runs: PlannedRun[]; handlers: PlannedHandler[]; executionType: ExecutionType }> {
  const { hook, tags } = firing.event;
  const selected = await deps.handlers.select(hook, tags, firing.allHandlers);
  const filtered = await filterHandlers(deps, selected, firing);
  const handlers = filtered.map(({ handler }) => handler);
  return {
    handlers,
    runs: filtered.map(({ handler: { id, version }, filterError }) => ({
      handlerId: id,
      version,
      ...(filterError !== undefined && { filterError }),
    })),
    executionType: executionTypeFor(handlers),
  };
}

/**
 * Express when the first attempts of all runs end within its five minutes even if each takes its time limit; else Standard.
 * What comes after (attempts, waits, items) goes on in an execution of its own where it does not fit (`go-on.ts`).
 */
export function executionTypeFor(
  handlers: readonly Pick<PlannedHandler, keyof ExecutionOptions>[],
): ExecutionType {
  const longest = handlers.reduce((seconds, handler) => Math.max(seconds, timeLimitSeconds(handler)), 0);
  return fitsExpress(handlers.length, longest, 0) ? 'EXPRESS' : 'STANDARD';
}

/** Whether so many attempts end within an Express execution that has lasted so long. */
export function fitsExpress(count: number, timeLimitSeconds: number, elapsedSeconds: number): boolean {
  const rounds = Math.ceil(count / CONCURRENT_RUNS);
  return elapsedSeconds + rounds * (timeLimitSeconds + RUN_OVERHEAD_SECONDS) <= EXPRESS_BUDGET_SECONDS;
}

/**
 * Whether a handler with these tags runs for a firing that chose those: a handler without tags always; one with tags
 * when the firing chose at least one of them (eventproc's logical OR); every one with `allHandlers`.
 */
export function matches(
  handlerTags: readonly string[],
  chosenTags: readonly string[],
  allHandlers: boolean,
): boolean {
  return allHandlers || handlerTags.length === 0 || handlerTags.some((tag) => chosenTags.includes(tag));
}
