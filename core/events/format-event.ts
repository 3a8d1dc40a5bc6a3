import type { EventRecord } from '../ports/event-log.ts';

/** An event as JSON text, as the contract has it: its value goes in as it was sent, digit by digit. */
export function formatEvent(event: EventRecord): string {
  const { offset, key, eventType, context, namespace, sender } = event;
  const createTime = new Date(event.createdAt).toISOString();
  const rest = JSON.stringify({ offset, key, eventType, context, namespace, sender, createTime });
  return `${rest.slice(0, -1)},"value":${event.value}}`;
}

/** A list of events as JSON text. */
export function formatEvents(events: readonly EventRecord[]): string {
  return `[${events.map(formatEvent).join(',')}]`;
}
