import type { EventCount } from '../../core/contract/event.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer } from '../expect-answer.ts';
import type { EventRange } from './event.ts';
import { rangeQuery } from './event-query.ts';

/**
 * How many events a listing would have, in all and by sender (AIFlow's `count_events`). The platform reads what it counts.
 *
 * @throws {HooklineProblem} as `listEvents`.
 */
export async function countEvents(
  connection: HooklineConnection,
  range: EventRange = {},
): Promise<EventCount> {
  const answer = await callApi(connection, {
    method: 'GET',
    path: '/v1/events/count',
    query: rangeQuery(range),
  });
  return expectAnswer<EventCount>(answer, { total: 'number', senders: 'array' });
}
