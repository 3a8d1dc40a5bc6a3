import type { EventFilter } from '../contract/event.ts';
import type { Caller } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog, EventRecord } from '../ports/event-log.ts';
import { findEnd } from './find-end.ts';
import { fitPage } from './fit-page.ts';
import { selectEvents } from './select-events.ts';

/** How long a wait trusts what it knows of the caller's rights, in milliseconds. */
const RIGHTS_MS = 30_000;

export interface Listening {
  readonly filter: EventFilter;
  readonly afterOffset: number;
  readonly limit: number;
  /** How long to wait for the first event; `Number.POSITIVE_INFINITY` for as long as it takes. */
  readonly waitMs: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The next events after an offset: at once when there are some, else as soon as one comes. Empty after `waitMs`. The cursor
 * is where the next call goes on: also over what the filter left out.
 */
export async function listenEvents(
  deps: Parameters<typeof selectEvents>[0] & {
    events: Pick<EventLog, 'latestOffset' | 'read' | 'waitForEvent'>;
    clock: Pick<Clock, 'now'>;
  },
  caller: Caller,
  { filter, afterOffset, limit, waitMs, signal }: Listening,
): Promise<{ events: EventRecord[]; cursor: number }> {
  const deadline = deps.clock.now() + waitMs;
  let cursor = afterOffset;
  for (;;) {
    const upTo = await findEnd(deps, caller, filter);
    const selection = await selectEvents(deps, caller, filter);
    const { events, searchedTo } = await deps.events.read(selection, { after: cursor, upTo }, limit);
    if (events.length > 0) {
      const fitting = fitPage(events);
      return {
        events: fitting,
        cursor: fitting.length < events.length ? fitting.at(-1)!.offset : searchedTo,
      };
    }
    cursor = Math.max(cursor, searchedTo);
    const leftMs = deadline - deps.clock.now();
    if (leftMs <= 0 || signal?.aborted === true) return { events, cursor };
    await deps.events.waitForEvent(selection, cursor, Math.min(leftMs, RIGHTS_MS), signal);
  }
}
