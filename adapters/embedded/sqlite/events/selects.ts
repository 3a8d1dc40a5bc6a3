import { inScope } from '../../../../core/events/match-event.ts';
import type { EventRecord, EventSelection } from '../../../../core/ports/event-log.ts';

/** Whether the event is one of the selection. */
export function selects({ scope, keys, sender, eventType }: EventSelection, event: EventRecord): boolean {
  return (
    inScope(scope, event) &&
    (keys === undefined || keys.includes(event.key)) &&
    (sender === undefined || sender === event.sender) &&
    (eventType === undefined || eventType === event.eventType)
  );
}
