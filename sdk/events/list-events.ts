import type { Event } from '../../core/contract/event.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { parseExactly } from '../exact-json.ts';
import { expectAnswer } from '../expect-answer.ts';
import { type EventRange, readEvent } from './event.ts';
import { rangeQuery } from './event-query.ts';

/** What a listing asks for. */
export interface EventQuery extends EventRange {
  /** How many events a page has at most, 1 to 1000; 100 unless given. */
  readonly limit?: number | undefined;
  /** From the end backwards. */
  readonly newestFirst?: boolean | undefined;
}

/** A page of a listing. */
export interface EventPage {
  readonly events: Event[];
  /** The log was searched up to here: ask on with it as `afterOffset`, or, newest first, as `endOffset`. */
  readonly cursor: number;
  /** True when there may be more. */
  readonly more: boolean;
}

/**
 * One page of the events that the user may read, by offset (AIFlow's `list_events`). `listAllEvents` goes on to the end.
 *
 * @throws {HooklineProblem} `namespace-forbidden` for a namespace that the user may not read; `invalid-request`.
 */
export async function listEvents(connection: HooklineConnection, query: EventQuery = {}): Promise<EventPage> {
  const parameters = rangeQuery(query);
  if (query.limit !== undefined) parameters.set('limit', String(query.limit));
  if (query.newestFirst === true) parameters.set('newestFirst', 'true');
  const answer = await callApi(connection, {
    method: 'GET',
    path: '/v1/events',
    query: parameters,
    parse: parseExactly,
  });
  const page = expectAnswer<{ events: unknown[]; cursor: number; more: boolean }>(answer, {
    events: 'array',
    cursor: 'number',
    more: 'boolean',
  });
  return { events: page.events.map(readEvent), cursor: page.cursor, more: page.more };
}
