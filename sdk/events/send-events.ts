import type { Event } from '../../core/contract/event.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { parseExactly } from '../exact-json.ts';
import { expectAnswer } from '../expect-answer.ts';
import { type NewEvent, readEvent } from './event.ts';
import { writeEvent } from './send-event.ts';

/**
 * Sends 1 to 500 events of at most 2 MiB together: all are stored, one after the other, or none. Not repeated after a lost answer,
 * as `sendEvent`.
 *
 * @returns the events as stored, in the order sent.
 * @throws {HooklineProblem} `events-invalid`, whose `errors` say what is wrong with each event that is refused;
 *   `namespace-forbidden`, `event-value-too-large`, `body-too-large`.
 */
export async function sendEvents(
  connection: HooklineConnection,
  events: readonly NewEvent[],
): Promise<Event[]> {
  const texts = events.map((event) => writeEvent(connection, event));
  return readSent(
    await callApi(connection, {
      method: 'POST',
      path: '/v1/events/batch',
      body: `{"events":[${texts.join(',')}]}`,
      parse: parseExactly,
      repeatable: false,
    }),
  );
}

/** @internal The events of the answer. */
export function readSent(answer: unknown): Event[] {
  const { events } = expectAnswer<{ events: unknown[]; duplicates: number }>(answer, {
    events: 'array',
    duplicates: 'number',
  });
  return events.map(readEvent);
}
