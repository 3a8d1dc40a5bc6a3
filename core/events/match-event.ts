import type { EventFilter } from '../contract/event.ts';
import type { EventRecord, EventScope } from '../ports/event-log.ts';

/** Whether the filter asks for the event; whether it may be seen is another question. */
export function matchesFilter(filter: EventFilter, event: EventRecord): boolean {
  const is = (wanted: string | undefined, has: string | null) => wanted === undefined || wanted === has;
  return (
    (filter.keys === undefined || filter.keys.includes(event.key)) &&
    is(filter.namespace, event.namespace) &&
    is(filter.sender, event.sender) &&
    is(filter.eventType, event.eventType)
  );
}

/** Whether the reader may see the event, and it has not expired. */
export function inScope({ notBefore, others }: EventScope, event: EventRecord): boolean {
  const since = notBefore.get(event.namespace) ?? others;
  return since !== undefined && event.createdAt >= since;
}
