import type { WorkKey } from './firing-store.ts';

/** Who wants to run, within which limit. */
export interface SlotRequest extends WorkKey {
  /** What is limited: a handler, or a handler and a value of its `concurrencyKey`. */
  readonly group: string;
  /** Slots of the group: the handler's `maxWorkers` at the version of this run. */
  readonly maxWorkers: number;
  readonly now: number;
  /** After so long, in milliseconds, the slot frees itself, if it is not taken again before. */
  readonly leaseMs: number;
}

/** A task token to answer: it is its run's turn. */
export interface Granted {
  readonly token: string;
}

/**
 * How many runs go on at once, and how many start in a time; the same across all machines of a home. A run (an item) has at most
 * one place in one group: a slot, or a place in the line. Asking again with the same key finds it, so every call may be
 * repeated. Waiting costs nothing: who waits for a slot is told by a task token, and who waits for a rate waits until a time.
 */
export interface RunLimits {
  /**
   * Takes a slot, or renews the lease of the one that it has (or that is kept for it); without a free slot it has a place in
   * the line from then on, in the order of asking. Gives also whose turn has come.
   */
  take(request: SlotRequest): Promise<{ readonly taken: boolean; readonly granted: Granted[] }>;
  /** Puts a token on the place in the line, which it gets where it has none; gives whose turn has come, its own maybe. */
  queue(request: SlotRequest & { readonly token: string }): Promise<Granted[]>;
  /**
   * Gives up its slot, place and reserved start, where it has them; gives whose turn has come, and the token by which it waited
   * itself: its execution is to go on, and find that it is not to run.
   */
  release(key: WorkKey, now: number): Promise<Granted[]>;
  /**
   * Reserves the next start such that no `periodMs` has more than `count` starts of the group, in the order of the calls; gives
   * its time, not before `now` (milliseconds since the epoch). Before that time the same key gets it again; the first
   * call from then on uses it up.
   */
  reserve(request: StartRequest): Promise<number>;
}

export interface StartRequest extends WorkKey {
  readonly group: string;
  /** At most 1,000. */
  readonly count: number;
  readonly periodMs: number;
  readonly now: number;
}
