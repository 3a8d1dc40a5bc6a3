import type {
  Lease,
  SubscriptionKey,
  SubscriptionRecord,
  SubscriptionStore,
} from '../ports/subscription-store.ts';
import { declareProblem } from '../problem.ts';
import { subscriptionNotFound } from './remove-subscription.ts';

const leaseOver = declareProblem('lease-over', { status: 409, title: 'The lease of the batch is over' });

export async function findLease(
  deps: { subscriptions: Pick<SubscriptionStore, 'get'> },
  key: SubscriptionKey,
  leaseId: string,
): Promise<{ record: SubscriptionRecord; lease: Lease }> {
  const record = await deps.subscriptions.get(key);
  if (record === undefined) throw subscriptionNotFound(key.name);
  const lease = record.leases.find(({ id }) => id === leaseId);
  if (lease !== undefined) return { record, lease };
  throw leaseOver(
    'The batch was committed already, or its lease was over and another listener has it. Ask for longer leases, or renew them.',
    { field: 'lease' },
  );
}
