import type { Caller } from '../identity/caller.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import { findLease } from './find-lease.ts';
import { withoutLease } from './lease.ts';

/**
 * Commits a batch: it was worked on, and no listener gets it again.
 *
 * @throws `lease-over` when its time was over and another listener has it.
 */
export async function commitBatch(
  deps: { subscriptions: Pick<SubscriptionStore, 'get' | 'put'> },
  caller: Caller,
  name: string,
  leaseId: string,
): Promise<void> {
  for (;;) {
    const { record } = await findLease(deps, { tenantId: caller.userId, name }, leaseId);
    if (await deps.subscriptions.put(withoutLease(record, leaseId))) return;
  }
}
