import type { EventRecord } from '../../../../core/ports/event-log.ts';

/** An event whole, its key and namespace by their names: to be followed by a condition on `e`. */
export const SELECT_EVENTS = `SELECT e.offset, s.key, e.value, e.event_type AS eventType, e.context, n.name AS namespace,
  e.sender, e.created_at AS createdAt, e.sequence FROM events e
  JOIN event_streams s ON s.id = e.stream_id JOIN event_namespaces n ON n.id = e.namespace_id`;

export interface EventRow extends EventRecord {
  readonly sequence: number | null;
}

/** Field by field: a rest pattern takes thirty times as long with the rows of node:sqlite. */
export function toEvent(row: EventRow): EventRecord {
  const { offset, key, value, eventType, context, namespace, sender, createdAt } = row;
  return { offset, key, value, eventType, context, namespace, sender, createdAt };
}
