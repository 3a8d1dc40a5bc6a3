import type { EventFilter } from '../contract/event.ts';
import type { Caller } from '../identity/caller.ts';
import type { EventLog } from '../ports/event-log.ts';
import { readsEverything } from './namespace-access.ts';

/**
 * Where to stop reading, for readers who go on after what they read. To be asked before the namespaces that the caller may see:
 * one that is new by then has its events later than this, and they are found the next time. Undefined where nobody's namespaces
 * are left out, and where one is named.
 */
export async function findEnd(
  deps: { events: Pick<EventLog, 'latestOffset'> },
  caller: Caller,
  filter: EventFilter,
): Promise<number | undefined> {
  if (filter.namespace !== undefined || readsEverything(caller)) return undefined;
  return await deps.events.latestOffset();
}
