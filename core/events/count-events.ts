import type { EventCount, EventFilter } from '../contract/event.ts';
import type { Caller } from '../identity/caller.ts';
import type { EventLog } from '../ports/event-log.ts';
import { findRange, type NamedRange } from './find-range.ts';
import { selectEvents } from './select-events.ts';

/** How many events a listing would have, in all and by sender. It reads what it counts. */
export async function countEvents(
  deps: Parameters<typeof selectEvents>[0] & { events: Pick<EventLog, 'offsetAt' | 'count'> },
  caller: Caller,
  request: NamedRange & { readonly filter: EventFilter },
): Promise<EventCount> {
  const selection = await selectEvents(deps, caller, request.filter);
  const senders = await deps.events.count(selection, await findRange(deps, request));
  return { total: senders.reduce((total, { count }) => total + count, 0), senders };
}
