import { isBoundTo } from '../../../core/events/bound-events.ts';
import type { EventRecord } from '../../../core/ports/event-log.ts';
import { matchesWait, openEvent } from '../../../core/workflow/wait/matches-wait.ts';
import { inParallel } from '../dynamodb/in-parallel.ts';
import type { WatchedEvents } from '../dynamodb/workflows/watched-events.ts';
import type { Wakeup } from '../sqs/wake-queue.ts';

/** Keys that are looked for at once. */
const WIDTH = 16;

export interface WakeWorkflowsDeps {
  readonly watched: WatchedEvents;
  /** Puts it on the queue of `wake`. */
  readonly wake: (wakeups: readonly Wakeup[]) => Promise<void>;
}

/**
 * Tells of new events whoever looks at them: the steps that wait, of each key in the order of the log, and each rule once. It costs a query
 * for the batch and one for each of its keys, and nothing else where nobody looks.
 *
 * @param events in the order of the log; one at least.
 */
export async function wakeWorkflows(
  { watched, wake }: WakeWorkflowsDeps,
  events: readonly EventRecord[],
): Promise<void> {
  const byKey = [...Map.groupBy(events, ({ key }) => key)];
  const [any, ofKeys] = await Promise.all([
    watched.ofAny(),
    inParallel(byKey, WIDTH, async ([key, ofKey]) => ({ key, ofKey, waits: await watched.ofKey(key) })),
  ]);
  const forSteps = ofKeys.flatMap(({ key, ofKey, waits }) => {
    const all = [...waits, ...any.waits];
    if (all.length === 0) return [];
    const awaited = ofKey.map(openEvent).filter((event) => all.some((wait) => matchesWait(wait, event)));
    return awaited.length === 0 ? [] : [{ key, offsets: awaited.map(({ record }) => record.offset) }];
  });
  const forRules = any.rules.flatMap(({ tenantId, name, on }) => {
    const newest = events.findLast((event) => isBoundTo(on, event));
    return newest === undefined ? [] : [{ rule: { tenantId, name }, cause: `event ${newest.offset}` }];
  });
  await wake([...forSteps, ...forRules]);
}
