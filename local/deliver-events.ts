import type { SqliteEventLog } from '../adapters/embedded/sqlite/event-log.ts';
import type { DeliveredEvents } from '../adapters/embedded/sqlite/workflows/delivered-events.ts';
import { everything } from '../core/events/everything.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { EventRecord } from '../core/ports/event-log.ts';
import type { Delivery } from '../core/workflow/wait/deliver-event.ts';

/** Events that are delivered at the same time: they share their way to the disk. */
const PAGE = 200;

/** How far the kept place may lie behind what was delivered: events that are looked at again after a crash. */
const LAG = 1000;

/** Between a failure and the next attempt, in milliseconds. */
const RETRY_MS = 1000;

interface Deps {
  readonly events: Pick<SqliteEventLog, 'read' | 'latestOffset' | 'waitForWanted'>;
  readonly place: DeliveredEvents;
  /**
   * Whether a step may wait for events of the key. The others are passed by: who begins to wait looks, after that is known here, at what the
   * log has already.
   */
  readonly awaits: (key: string) => boolean;
  /** `findDeliveries`, with all that it takes. */
  readonly find: (event: EventRecord) => Promise<readonly Delivery[]>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/**
 * Goes through the log once for all steps that wait for events: what waits costs nothing, and neither do events that nobody waits for.
 * Deliveries to one step follow one another, those to several go on at the same time and share their way to the disk. What cannot be
 * delivered is tried again, and holds up its key only. The place is kept behind what was delivered.
 */
export function deliverEvents(deps: Deps): { stop(): Promise<void> } {
  const stop = new AbortController();
  const ended = follow(deps, stop.signal);
  return {
    async stop() {
      stop.abort();
      await ended;
    },
  };
}

async function follow(deps: Deps, signal: AbortSignal): Promise<void> {
  const { events, place, awaits, clock } = deps;
  /** By key, the events that wait for their next attempt, in order. */
  const stuck = new Map<string, EventRecord[]>();
  let kept: number | undefined;
  let seen: number | undefined;
  const deliveredTo = (): number =>
    Math.min(seen!, ...[...stuck.values()].map(([first]) => first!.offset - 1));

  while (!signal.aborted) {
    const retry = new AbortController();
    let cancelRetry = (): void => {};
    try {
      if (kept === undefined || seen === undefined) {
        // Nothing waits before there is a place.
        kept = seen = place.get() ?? (await events.latestOffset());
        place.put(kept);
      }
      await deliverAll(deps, stuck, [...stuck.values()].flat());
      const page = await events.read(everything, { after: seen, upTo: undefined }, PAGE);
      await deliverAll(
        deps,
        stuck,
        page.events.filter(({ key }) => awaits(key)),
      );
      seen = Math.max(seen, page.searchedTo);
      if (deliveredTo() - kept >= LAG) {
        kept = deliveredTo();
        place.put(kept);
      }
      const next = kept + LAG;
      if (page.events.length > 0) continue;
      if (stuck.size > 0) cancelRetry = clock.schedule(RETRY_MS, () => retry.abort());
      seen = await events.waitForWanted(
        seen,
        // Now and then the place is to be kept though nobody waits.
        ({ key, offset }) => awaits(key) || offset > next,
        AbortSignal.any([signal, retry.signal]),
      );
    } catch (error) {
      if (signal.aborted) break;
      deps.onError(error);
      await new Promise<void>((resolve) => {
        cancelRetry = clock.schedule(RETRY_MS, resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } finally {
      cancelRetry();
    }
  }
  if (seen === undefined || deliveredTo() === kept) return;
  try {
    place.put(deliveredTo());
  } catch (error) {
    // The disk refuses writes: what was delivered since the kept place is looked at again.
    deps.onError(error);
  }
}

/** Delivers events, those for a step in their order; from the first of a key that fails on, those of the key become stuck. */
async function deliverAll(
  { find, onError }: Deps,
  stuck: Map<string, EventRecord[]>,
  events: readonly EventRecord[],
): Promise<void> {
  /** By step, the delivery that was begun last; after one that fails, those behind it fail. */
  const last = new Map<string, Promise<void>>();
  const begin = ({ stepName, give }: Delivery): Promise<void> => {
    const begun = (last.get(stepName) ?? Promise.resolve()).then(give);
    last.set(stepName, begun);
    return begun;
  };
  await Promise.all(
    [...Map.groupBy(events, ({ key }) => key)].map(async ([key, ofKey]) => {
      const before = stuck.get(key);
      const isRetry = before !== undefined && before[0] === ofKey[0];
      if (before !== undefined && !isRetry) {
        before.push(...ofKey);
        return;
      }
      const outcomes: Promise<PromiseSettledResult<unknown>>[] = [];
      for (const event of ofKey) {
        const [found] = await Promise.allSettled([find(event)]);
        const delivered = found.status === 'fulfilled' ? Promise.all(found.value.map(begin)) : undefined;
        outcomes.push(delivered === undefined ? Promise.resolve(found) : settledResult(delivered));
        if (delivered === undefined) break;
      }
      const settled = await Promise.all(outcomes);
      const failed = settled.findIndex(({ status }) => status === 'rejected');
      if (failed === -1) {
        stuck.delete(key);
        return;
      }
      onError((settled[failed] as PromiseRejectedResult).reason);
      stuck.set(key, ofKey.slice(failed));
    }),
  );
}

async function settledResult(promise: Promise<unknown>): Promise<PromiseSettledResult<unknown>> {
  return (await Promise.allSettled([promise]))[0];
}
