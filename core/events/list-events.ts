import type { EventFilter } from '../contract/event.ts';
import type { Caller } from '../identity/caller.ts';
import type { EventLog, EventRecord } from '../ports/event-log.ts';
import { findEnd } from './find-end.ts';
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
  deps: Parameters<typeof selectEvents>[0] & { events: Pick<EventLog, 'latestOffset' | 'offsetAt' | 'read'> },
  caller: Caller,
  listing: EventListing,
): Promise<{ events: EventRecord[]; cursor: number; more: boolean }> {
  const { limit, newestFirst } = listing;
  const end = newestFirst ? undefined : await findEnd(deps, caller, listing.filter);
  const selection = await selectEvents(deps, caller, listing.filter);
  const range = await findRange(deps, { ...listing, endOffset: earliest(listing.endOffset, end) });
  const { events: found, searchedTo: foundTo } = await deps.events.read(selection, range, limit, newestFirst);
  const events = fitPage(found);
  const searchedTo = events.length === found.length ? foundTo : events.at(-1)!.offset;
  return {
    events,
    cursor: newestFirst ? Math.max(0, searchedTo - 1) : searchedTo,
    more: found.length === limit || events.length < found.length,
  };
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
