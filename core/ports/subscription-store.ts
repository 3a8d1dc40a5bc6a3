import type { EventFilter } from '../contract/event.ts';

/** A part of the log that one listener works on: everything of the subscription after `after`, up to `upTo`. */
export interface Lease {
  readonly id: string;
  readonly after: number;
  readonly upTo: number;
  /** Milliseconds since the epoch; afterwards another listener gets it. */
  readonly until: number;
}

/** A named cursor on the server. */
export interface SubscriptionRecord {
  readonly tenantId: string;
  readonly owner: string;
  readonly name: string;
  readonly filter: EventFilter;
  /** Everything up to here was handed out. */
  readonly position: number;
  /** What was handed out and not committed, by `after`. */
  readonly leases: readonly Lease[];
  /** One more with each write: what keeps two listeners from taking the same batch. */
  readonly revision: number;
}

export interface SubscriptionKey {
  readonly tenantId: string;
  readonly name: string;
}

export interface SubscriptionStore {
  get(key: SubscriptionKey): Promise<SubscriptionRecord | undefined>;
  /**
   * Writes the whole record when the stored one has the revision before (none for revision 0), durably; false when another
   * was first.
   */
  put(record: SubscriptionRecord): Promise<boolean>;
  /** True when there was one. */
  remove(key: SubscriptionKey): Promise<boolean>;
  /** By name; of one tenant where one is named. */
  list(tenantId?: string): Promise<SubscriptionRecord[]>;
}
