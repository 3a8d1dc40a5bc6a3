import { ExpressionFailed, ExpressionRefused, type Expressions } from '../ports/expressions.ts';
import type { PlannedHandler } from '../ports/handler-store.ts';

/** What a filter reads as `$event`, beside the payload that its paths begin at. */
export interface FilterEvent {
  readonly hook: string;
  /** The tags that the firing chose. */
  readonly tags: readonly string[];
  /** The name of the user who fired. */
  readonly firedBy: string;
  readonly firingId: string;
  /** RFC 3339, UTC. */
  readonly acceptedAt: string;
}

/** The names of a filter's variables. */
export const filterVariables = ['event'] as const;

/** Of a filter's failure so much is kept with the plan, in characters: a plan of 1,000 runs has to fit into one message. */
const MESSAGE_LENGTH = 150;

/** A handler that runs; one whose filter failed is planned as well, to fail: its owner is told, and nothing is lost silently. */
export interface Filtered {
  readonly handler: PlannedHandler;
  readonly filterError?: string;
}

/**
 * The handlers whose filter is true for a firing, and those that have none. Filters are evaluated one after the other, each
 * within its cost cap.
 */
export async function filterHandlers(
  deps: { expressions: Expressions },
  handlers: readonly PlannedHandler[],
  firing: { readonly payload: Uint8Array; readonly event: FilterEvent },
): Promise<Filtered[]> {
  if (handlers.every(({ filter }) => filter === undefined)) return handlers.map((handler) => ({ handler }));
  const json = new TextDecoder().decode(firing.payload);
  const filtered: Filtered[] = [];
  for (const handler of handlers) {
    const passes = handler.filter === undefined || (await evaluate(deps, handler.filter, json, firing.event));
    if (passes === true) filtered.push({ handler });
    else if (passes !== false) filtered.push({ handler, filterError: passes });
  }
  return filtered;
}

/** True, false, or why it could not be told. */
async function evaluate(
  deps: { expressions: Expressions },
  filter: string,
  json: string,
  event: FilterEvent,
): Promise<boolean | string> {
  try {
    return await (await deps.expressions.compile(filter, filterVariables)).isTrue(json, { event });
  } catch (error) {
    if (!(error instanceof ExpressionFailed || error instanceof ExpressionRefused)) throw error;
    return error.message.slice(0, MESSAGE_LENGTH);
  }
}
