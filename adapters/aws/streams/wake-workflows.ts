import { isBoundTo } from '../../../core/events/bound-events.ts';
import type { EventRecord } from '../../../core/ports/event-log.ts';
import type { EventWait } from '../../../core/ports/event-waits.ts';
import { matchesWait, type OpenedEvent, openEvent } from '../../../core/workflow/wait/matches-wait.ts';
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
  const opened = events.map(openEvent);
  const byKey = [...Map.groupBy(opened, ({ record }) => record.key)];
  const [any, awaitedByKey] = await Promise.all([
    watched.ofAny(valuesOf(opened)),
    inParallel(
      byKey,
      WIDTH,
      async ([key, ofKey]) => await awaitedOf(watched.ofKey(key, valuesOf(ofKey)), ofKey),
    ),
  ]);
  const forSteps = byKey.flatMap(([key, ofKey], at) => {
    const isAwaited = (event: OpenedEvent) =>
      awaitedByKey[at]!.has(event) || any.waits.some((wait) => matchesWait(wait, event));
    const awaited = ofKey.filter(isAwaited);
    return awaited.length === 0 ? [] : [{ key, offsets: awaited.map(({ record }) => record.offset) }];
  });
  const forRules = any.rules.flatMap(({ tenantId, name, on }) => {
    const newest = events.findLast((event) => isBoundTo(on, event));
    return newest === undefined ? [] : [{ rule: { tenantId, name }, cause: `event ${newest.offset}` }];
  });
  await wake([...forSteps, ...forRules]);
}

const valuesOf = (events: readonly OpenedEvent[]) => () => events.map(({ value }) => value);

/** Those that somebody waits for. Of thousands who wait, one for each event is enough. */
async function awaitedOf(
  pages: AsyncIterable<readonly EventWait[]>,
  events: readonly OpenedEvent[],
): Promise<ReadonlySet<OpenedEvent>> {
  const awaited = new Set<OpenedEvent>();
  for await (const waits of pages) {
    for (const event of events) if (waits.some((wait) => matchesWait(wait, event))) awaited.add(event);
    if (awaited.size === events.length) break;
  }
  return awaited;
}
