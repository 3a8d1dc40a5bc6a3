import type { Lease, SubscriptionRecord } from '../ports/subscription-store.ts';

/** Everything up to here was worked on and committed. */
export function committedOffset({ position, leases }: SubscriptionRecord): number {
  return Math.min(position, ...leases.map(({ after }) => after));
}

/** The earliest part that its listener has not committed in time. */
export function overdueLease({ leases }: SubscriptionRecord, now: number): Lease | undefined {
  return leases.find(({ until }) => until <= now);
}

/** The next revision, with a part handed out: the one of the same place given anew, or one after all others. */
export function withLease(record: SubscriptionRecord, lease: Lease): SubscriptionRecord {
  const others = record.leases.filter(({ after }) => after !== lease.after);
  return {
    ...record,
    position: Math.max(record.position, lease.upTo),
    leases: [...others, lease].sort((a, b) => a.after - b.after),
    revision: record.revision + 1,
  };
}

/** The next revision, without that part. */
export function withoutLease(record: SubscriptionRecord, id: string): SubscriptionRecord {
  return {
    ...record,
    leases: record.leases.filter((lease) => lease.id !== id),
    revision: record.revision + 1,
  };
}
