import type { Subscription } from '../contract/event.ts';
import { type Caller, visibleTenant } from '../identity/caller.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import { committedOffset } from './lease.ts';

/** The caller's subscriptions, by name; everybody's for admins and viewers. */
export async function listSubscriptions(
  deps: { subscriptions: Pick<SubscriptionStore, 'list'> },
  caller: Caller,
): Promise<Subscription[]> {
  const records = await deps.subscriptions.list(visibleTenant(caller));
  return records.map((record) => ({
    name: record.name,
    owner: record.owner,
    filter: record.filter,
    committed: committedOffset(record),
    outstanding: record.leases.length,
  }));
}
