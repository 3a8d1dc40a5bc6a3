import type { SubscriptionStore } from '../../../../core/ports/subscription-store.ts';
import type { Table } from '../table.ts';
import { getSubscription } from './get-subscription.ts';
import { listSubscriptions } from './list-subscriptions.ts';
import { putSubscription } from './put-subscription.ts';
import { removeSubscription } from './remove-subscription.ts';

/** Subscriptions in the events table. */
export function dynamodbSubscriptionStore(events: Table): SubscriptionStore {
  return {
    get: (key) => getSubscription(events, key),
    put: (record) => putSubscription(events, record),
    remove: (key) => removeSubscription(events, key),
    list: (tenantId) => listSubscriptions(events, tenantId),
  };
}
