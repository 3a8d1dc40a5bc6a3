import type { EventRecord, EventScope, EventSelection } from '../../../../core/ports/event-log.ts';

/** Whether an event is of the selection. */
export function selectsEvent(
  { scope, keys, sender, eventType }: EventSelection,
  event: EventRecord,
): boolean {
  const notBefore = scope.notBefore.get(event.namespace) ?? scope.others;
  return (
    notBefore !== undefined &&
    event.createdAt >= notBefore &&
    (keys === undefined || keys.includes(event.key)) &&
    (sender === undefined || sender === event.sender) &&
    (eventType === undefined || eventType === event.eventType)
  );
}

/** The time before which nobody of the scope sees anything. */
export function oldestOf({ notBefore, others }: EventScope): number {
  return Math.min(...notBefore.values(), others ?? Number.POSITIVE_INFINITY);
}
