import type { EventScope } from '../../ports/event-log.ts';
import type { EventWait } from '../../ports/event-waits.ts';
import type { WaitDeps } from './deps.ts';
import { matchesWait, type OpenedEvent, openEvent } from './matches-wait.ts';

/** Events read at a time. */
const PAGE = 100;

/** The first event in the log that a wait asks for, and to where the log was read when there is none. */
export async function findEvent(
  deps: Pick<WaitDeps, 'events'>,
  wait: EventWait,
  scope: EventScope,
  after: number,
): Promise<{ readonly event: OpenedEvent } | { readonly searchedTo: number }> {
  const selection = {
    scope,
    keys: wait.key === undefined ? undefined : [wait.key],
    sender: wait.sender,
    eventType: wait.eventType,
  };
  const upTo = await deps.events.latestOffset();
  let searchedTo = after;
  while (searchedTo < upTo) {
    const page = await deps.events.read(selection, { after: searchedTo, upTo }, PAGE);
    const event = page.events.map(openEvent).find((opened) => matchesWait(wait, opened));
    if (event !== undefined) return { event };
    searchedTo = page.searchedTo;
  }
  return { searchedTo };
}
