import type { DeliveredEvents } from '../adapters/embedded/sqlite/workflows/delivered-events.ts';
import { everything } from '../core/events/everything.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { EventLog, EventRecord } from '../core/ports/event-log.ts';

/** Events that are delivered at the same time: they share their way to the disk. */
const PAGE = 200;

/** How far the kept place may lie behind what was delivered: events that are looked at again after a crash. */
const LAG = 1000;

/** Between a failure and the next attempt, in milliseconds. */
const RETRY_MS = 1000;

/** As long as it takes; a `next` look costs nothing. */
const WAIT_MS = 3_600_000;

interface Deps {
  readonly events: Pick<EventLog, 'read' | 'latestOffset' | 'waitForEvent'>;
  readonly place: DeliveredEvents;
  readonly deliver: (event: EventRecord) => Promise<void>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/**
 * Goes through the log once for all steps that wait for events: what waits costs nothing. Events of a key are delivered one after the other,
 * those of several at the same time. What cannot be delivered is tried again, and holds up its key only. The place is kept behind what
 * was delivered.
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
  const { events, place, clock } = deps;
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
      await deliverAll(deps, stuck, page.events);
      seen = Math.max(seen, page.searchedTo);
      if (deliveredTo() - kept >= LAG) {
        kept = deliveredTo();
        place.put(kept);
      }
      if (page.events.length > 0) continue;
      if (stuck.size > 0) cancelRetry = clock.schedule(RETRY_MS, () => retry.abort());
      await events.waitForEvent(everything, seen, WAIT_MS, AbortSignal.any([signal, retry.signal]));
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
  if (seen !== undefined && deliveredTo() !== kept) place.put(deliveredTo());
}

/** Delivers events, those of a key in their order; from one that fails on, those of its key become stuck. */
async function deliverAll(
  { deliver, onError }: Deps,
  stuck: Map<string, EventRecord[]>,
  events: readonly EventRecord[],
): Promise<void> {
  const byKey = Map.groupBy(events, ({ key }) => key);
  await Promise.all(
    [...byKey].map(async ([key, ofKey]) => {
      const before = stuck.get(key);
      const isRetry = before !== undefined && before[0] === ofKey[0];
      if (before !== undefined && !isRetry) {
        before.push(...ofKey);
        return;
      }
      for (const [at, event] of ofKey.entries()) {
        try {
          await deliver(event);
        } catch (error) {
          onError(error);
          stuck.set(key, ofKey.slice(at));
          return;
        }
      }
      stuck.delete(key);
    }),
  );
}
