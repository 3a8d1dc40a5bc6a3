import type { EventDraft } from './event-log.ts';
import type { AttemptRecord, CancelRequest, ItemRecord, RunKey, WorkKey } from './firing-store.ts';
import type { RunFailed } from './runner.ts';

/**
 * What happens to a run between its claim and its outcome: failed attempts, waits, items, cancellation. The same adapters as
 * the firing store's, over the same records. Runs that know none of this cost nothing here.
 */
export interface RunControl {
  /**
   * Writes down a failed attempt, and until when the run (the item) waits before the next: together, so that a restart
   * neither forgets the wait nor repeats it. `ended` when no attempt is to follow: its cancellation was requested, there is an
   * outcome, or the attempt is not the newest any more. Nothing is written then.
   */
  retry(retry: RunRetry): Promise<'waits' | 'ended'>;
  /**
   * Notes that the run (the item) waits; a claim ends that. `ended` when it is not to run: there is an outcome, or its
   * cancellation was requested.
   */
  wait(wait: RunWait): Promise<'waits' | 'ended'>;
  /**
   * Stores the items of a run, unless that was done before: the run is running then, at attempt 1. `ended` when it is not to
   * run.
   */
  split(split: RunSplit): Promise<'split' | 'ended'>;
  /** The indexes of the items without an outcome; undefined before the split. */
  unfinishedItems(key: RunKey): Promise<number[] | undefined>;
  /** What `split` stored, one item at a time, how many there are, and the firing's payload. */
  item(key: RunKey, index: number): Promise<{ input: Uint8Array; count: number; firingPayload: Uint8Array }>;
  /** The items that were claimed, wait or have an outcome, by index. */
  items(key: RunKey): Promise<ItemRecord[]>;
  /** The remaining items are not to run (`stopOnError` and its like): their claims answer `cancelled` from now on. */
  stopItems(key: RunKey): Promise<void>;
  /**
   * Requests that a run ends. `cancelled`: no attempt was going on, of an item neither, and it has the outcome now;
   * `requested`: it was noted, and whoever carries the run out ends it; `final`: it had its outcome before, and nothing
   * changes. The first request stays.
   */
  cancel(cancel: RunCancel): Promise<'cancelled' | 'requested' | 'final'>;
}

/** A failed attempt and the wait after it, written together. */
export interface RunRetry extends WorkKey, Pick<AttemptRecord, 'nextAt' | 'outcome' | 'lost'> {
  readonly attempt: number;
  /** Attempts that count against `maxAttempts` so far: this one included, unless it was lost. */
  readonly failures: number;
  readonly startedAt: number;
  readonly at: number;
}

/** A wait before an attempt, for its handler's limits. Also for a run never claimed. */
export interface RunWait extends WorkKey {
  readonly handlerVersion: number;
  readonly tenantId: string;
  readonly at: number;
  /** Milliseconds since the epoch: not before; null: for a slot. */
  readonly until: number | null;
}

export interface RunSplit extends RunKey {
  readonly handlerVersion: number;
  readonly tenantId: string;
  readonly at: number;
  /** Each item (batch), as JSON in UTF-8; at most `limits.items`. */
  readonly items: readonly Uint8Array[];
  /** The firing's payload, which they are of. */
  readonly payload: Uint8Array;
}

export interface RunCancel extends RunKey {
  readonly handlerVersion: number;
  readonly tenantId: string;
  readonly request: CancelRequest;
  /** The outcome of a run that no attempt is going on for. */
  readonly outcome: RunFailed;
  readonly closesFiring: boolean;
  /** What the event log is to tell of a run that has its outcome with this, as for `FiringStore.accept`. */
  readonly event: () => EventDraft;
}
