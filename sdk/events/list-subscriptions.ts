import type { Subscription } from '../../core/contract/event.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer, type FieldsOf } from '../expect-answer.ts';

const subscriptionFields: FieldsOf<Subscription> = {
  name: 'string',
  owner: 'string',
  filter: 'object',
  committed: 'number',
  outstanding: 'number',
};

/** The user's subscriptions, by name; everybody's for admins and viewers. `listen` with a name makes one. */
export async function listSubscriptions(connection: HooklineConnection): Promise<Subscription[]> {
  const answer = await callApi(connection, { method: 'GET', path: '/v1/subscriptions' });
  const { subscriptions } = expectAnswer<{ subscriptions: unknown[] }>(answer, { subscriptions: 'array' });
  return subscriptions.map((found) => expectAnswer<Subscription>(found, subscriptionFields));
}
