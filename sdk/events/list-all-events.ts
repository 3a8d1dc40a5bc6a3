import type { Event } from '../../core/contract/event.ts';
import type { HooklineConnection } from '../connection.ts';
import { type EventQuery, listEvents } from './list-events.ts';

/**
 * All events of a query, for `for await`, asked for page by page (AIFlow's `list_all_events`). It ends where the log ends at the
 * time; `listen` waits for more.
 *
 * @param query `limit` is the size of the pages: 1000 unless given.
 * @throws {HooklineProblem} as `listEvents`.
 */
export async function* listAllEvents(
  connection: HooklineConnection,
  query: EventQuery = {},
): AsyncGenerator<Event, void, undefined> {
  let rest = { limit: 1000, ...query };
  for (;;) {
    const { events, cursor, more } = await listEvents(connection, rest);
    yield* events;
    if (!more || cursor === 0) return;
    rest = query.newestFirst === true ? { ...rest, endOffset: cursor } : { ...rest, afterOffset: cursor };
  }
}
