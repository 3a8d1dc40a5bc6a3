import type { EventFilter } from '../contract/event.ts';
import type { Caller } from '../identity/caller.ts';
import type { EventLog, EventRecord } from '../ports/event-log.ts';
import { findRange, type NamedRange } from './find-range.ts';
import { fitPage } from './fit-page.ts';
import { selectEvents } from './select-events.ts';

export interface EventListing extends NamedRange {
  readonly filter: EventFilter;
  readonly limit: number;
  /** From the end of the range backwards. */
  readonly newestFirst: boolean;
}

/**
 * One page of the events that the caller may see, by offset. `cursor`: where to ask on, as `afterOffset`, or with
 * `newestFirst` as `endOffset`.
 */
export async function listEvents(
  deps: Parameters<typeof selectEvents>[0] & { events: Pick<EventLog, 'offsetAt' | 'read'> },
  caller: Caller,
  listing: EventListing,
): Promise<{ events: EventRecord[]; cursor: number; more: boolean }> {
  const { limit, newestFirst } = listing;
  const selection = await selectEvents(deps, caller, listing.filter);
  const range = await findRange(deps, listing);
  const { events: found, searchedTo: foundTo } = await deps.events.read(selection, range, limit, newestFirst);
  const events = fitPage(found);
  const searchedTo = events.length === found.length ? foundTo : events.at(-1)!.offset;
  return {
    events,
    cursor: newestFirst ? Math.max(0, searchedTo - 1) : searchedTo,
    more: found.length === limit || events.length < found.length,
  };
}
