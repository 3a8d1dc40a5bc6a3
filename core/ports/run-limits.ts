import type { WorkKey } from './firing-store.ts';

/**
 * Who wants to run, under which limit. A run (an item) has at most one slot or ticket; asking again with the same key finds
 * it, so every call may be repeated.
 */
export interface SlotRequest extends WorkKey {
  /** What is limited: a handler, or a handler and a value of its `concurrencyKey`. */
  readonly group: string;
  /** Slots of the group: the handler's `maxWorkers` at the version of this run. */
  readonly maxWorkers: number;
  readonly now: number;
  /** When the slot frees itself if nobody releases it (milliseconds since the epoch). */
  readonly leaseUntil: number;
}

/** Someone whose turn it is: their token is to be answered, and they then take the slot that is kept for them. */
export interface Granted extends WorkKey {
  readonly token: string;
}

/**
 * How many runs go on at once, and how many start in a time; the same across all machines of a home. Waiting costs nothing:
 * who waits for a slot has a ticket with a task token, and who waits for a rate waits until a time.
 */
export interface RunLimits {
  /**
   * Takes a slot if one is free and nobody waits before, or the one kept for it; renews the lease of one that it has. False:
   * queue for it.
   */
  take(request: SlotRequest): Promise<boolean>;
  /**
   * Takes a ticket, at the end of the queue, or puts the new token on the ticket that it has, in its old place. Gives whose
   * turn it is by now, the asker maybe among them.
   */
  queue(request: SlotRequest & { readonly token: string }): Promise<Granted[]>;
  /** Gives up its slot, ticket and reserved start, where it has them; gives whose turn it is then. */
  release(key: WorkKey, now: number): Promise<Granted[]>;
  /**
   * Reserves the next start that keeps within `count` starts in any `periodMs`, in the order of the calls; gives its time,
   * not before `now` (milliseconds since the epoch). The same key gets its reserved time again until that has passed.
   */
  reserve(
    request: WorkKey & {
      readonly group: string;
      readonly count: number;
      readonly periodMs: number;
      readonly now: number;
    },
  ): Promise<number>;
}
