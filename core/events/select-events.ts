import type { EventFilter } from '../contract/event.ts';
import type { Caller } from '../identity/caller.ts';
import type { EventSelection } from '../ports/event-log.ts';
import { findScope } from './find-scope.ts';

/** The filter as the log takes it, within what the caller may see. */
export async function selectEvents(
  deps: Parameters<typeof findScope>[0],
  caller: Caller,
  filter: EventFilter,
): Promise<EventSelection> {
  return {
    scope: await findScope(deps, caller, filter.namespace),
    keys: filter.keys,
    sender: filter.sender,
    eventType: filter.eventType,
  };
}
