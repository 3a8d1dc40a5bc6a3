import type { Caller } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import { findLease } from './find-lease.ts';
import { withLease } from './lease.ts';

/**
 * Keeps a batch for its listener, from now on for `leaseSeconds`.
 *
 * @throws `lease-over` when another listener has it.
 */
export async function renewLease(
  deps: { subscriptions: Pick<SubscriptionStore, 'get' | 'put'>; clock: Pick<Clock, 'now'> },
  caller: Caller,
  name: string,
  leaseId: string,
  leaseSeconds: number,
): Promise<void> {
  for (;;) {
    const { record, lease } = await findLease(deps, { tenantId: caller.userId, name }, leaseId);
    const until = deps.clock.now() + leaseSeconds * 1000;
    if (await deps.subscriptions.put(withLease(record, { ...lease, until }))) return;
  }
}
