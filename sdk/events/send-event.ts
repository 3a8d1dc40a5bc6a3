import type { Event } from '../../core/contract/event.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { parseExactly, writeExactly } from '../exact-json.ts';
import { type NewEvent, readEvent } from './event.ts';

/**
 * Sends an event. Resolves when it is stored durably, with its offset and time. A namespace that nobody has becomes the user's.
 *
 * Not repeated after a lost answer, since that might store it twice: then it rejects with `connection-lost` or `timed-out`. What
 * must be stored exactly once is sent by a producer, `openProducer`.
 *
 * @throws {HooklineProblem} `invalid-request`, `namespace-forbidden`, `event-value-too-large`, `event-value-too-deep`.
 */
export async function sendEvent(connection: HooklineConnection, event: NewEvent): Promise<Event> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: '/v1/events',
    body: writeEvent(connection, event),
    parse: parseExactly,
    repeatable: false,
  });
  return readEvent(answer);
}

/** @internal An event as JSON, with what the connection says of its namespace and sender. */
export function writeEvent({ namespace, sender }: HooklineConnection, event: NewEvent): string {
  // The value by itself, so that one that JSON leaves out is an error here.
  const value = writeExactly(event.value, 'value');
  const rest = JSON.stringify({
    key: event.key,
    eventType: event.eventType ?? undefined,
    context: event.context ?? undefined,
    namespace: event.namespace ?? namespace,
    sender: event.sender ?? sender,
  });
  return rest === '{}' ? `{"value":${value}}` : `${rest.slice(0, -1)},"value":${value}}`;
}
