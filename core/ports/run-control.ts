import type { EventDraft } from './event-log.ts';
import type { AttemptRecord, CancelRequest, ItemRecord, RunKey, WorkKey } from './firing-store.ts';
import type { RunFailed } from './runner.ts';

/**
 * What happens to a run between its claim and its outcome: failed attempts, waits, items, cancellation. The same adapters as
 * the firing store's, over the same records. Runs that know none of this cost nothing here.
 */
export interface RunControl {
  /**
   * Writes down a failed attempt, and until when the run (the item) waits before the next: one write, so that a restart
   * neither forgets the wait nor repeats it. False when the attempt is not the newest any more, when there is an outcome, and
   * when its cancellation was requested.
   */
  retry(retry: RunRetry): Promise<boolean>;
  /**
   * Notes that the run (the item) waits for a slot; a claim ends that. Also for a run never claimed; nothing changes when it
   * has its outcome.
   */
  queued(
    key: WorkKey & { readonly handlerVersion: number; readonly tenantId: string; readonly at: number },
  ): Promise<void>;
  /**
   * Stores the items of a run, unless that was done before; gives how many it has, and the indexes of those without an
   * outcome. The run is then running, at attempt 1.
   */
  split(
    split: RunSplit,
  ): Promise<{ state: 'split'; count: number; unfinished: number[] } | { state: 'final' | 'cancelled' }>;
  /** What `split` stored, one item at a time. */
  item(key: RunKey, index: number): Promise<Uint8Array>;
  /** The items that were claimed or have an outcome, by index. */
  items(key: RunKey): Promise<ItemRecord[]>;
  /** The remaining items are not to run (`stopOnError` and its like): claims of items answer `cancelled` from now on. */
  stopItems(key: RunKey): Promise<void>;
  /**
   * Requests that a run ends. `cancelled`: no attempt was going on, and it has the outcome now; `requested`: it was noted, and
   * whoever carries the run out ends it; `final`: it had its outcome before, and nothing changes. The first request stays.
   */
  cancel(cancel: RunCancel): Promise<'cancelled' | 'requested' | 'final'>;
}

/** A failed attempt and the wait after it, written together. */
export interface RunRetry extends WorkKey, Pick<AttemptRecord, 'nextAt' | 'outcome' | 'lost'> {
  readonly attempt: number;
  readonly startedAt: number;
  readonly at: number;
}

export interface RunSplit extends RunKey {
  readonly handlerVersion: number;
  readonly tenantId: string;
  readonly at: number;
  /** Each item (batch), as JSON in UTF-8; at most `limits.items`. */
  readonly items: readonly Uint8Array[];
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
