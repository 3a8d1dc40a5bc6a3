import type { EventDraft } from './event-log.ts';
import type { PlannedStep, RunFailed, RunOutcome } from './runner.ts';

/** Where a payload is: within the execution's input, as the JSON text it was sent as, or in the store under a key. */
export type PayloadRef = { readonly inline: string } | { readonly stored: string };

/** One planned run: a handler at the version it had when the firing was accepted. */
export type PlannedRun = {
  readonly handlerId: number;
  readonly version: number;
  /** Why the handler's filter could not be evaluated: the run fails with that. */
  readonly filterError?: string;
  /** The step of a workflow's run that waits for the outcome; of the handler's own tenant. */
  readonly step?: PlannedStep;
};

/** Which kind of execution carries out a firing: Express within five minutes, Standard beyond. */
export type ExecutionType = 'EXPRESS' | 'STANDARD';

/** A firing as accepted: it and its plan are one record, written once. */
export interface FiringRecord {
  readonly id: string;
  readonly hook: string;
  readonly tags: readonly string[];
  readonly allHandlers: boolean;
  readonly firedById: string;
  readonly firedBy: string;
  /** SHA-256 over hook, tags, allHandlers and payload: tells a repetition from another request under one key. */
  readonly fingerprint: string;
  readonly payloadBytes: number;
  readonly plan: readonly PlannedRun[];
  readonly executionType: ExecutionType;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  /** Set when every run is final; at once for an empty plan. */
  readonly finishedAt: number | null;
}

/** Who asked for a run to be cancelled, and when (milliseconds since the epoch). */
export interface CancelRequest {
  readonly byId: string;
  readonly by: string;
  readonly at: number;
}

/** An attempt that was followed by another; the newest attempt is in the run's (the item's) own record. */
export interface AttemptRecord {
  /** From 1, in order. A number that is missing below the newest is an attempt whose runner vanished with the platform. */
  readonly number: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Why it failed, and what it printed. */
  readonly outcome: RunFailed;
  /** When the next attempt may begin. */
  readonly nextAt: number;
  /** The runner vanished: counts against `limits.lostAttempts`, not against the handler's `maxAttempts`. */
  readonly lost: boolean;
}

/** How far a run, or one item of it, has come. */
export interface Progress {
  /** The newest attempt, from 1; 0 when it ended, or waits for a slot, before the first. */
  readonly attempt: number;
  /** Of the newest attempt, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: RunOutcome | null;
  /** No attempt goes on now: it waits until `until` (milliseconds since the epoch), or for a slot, with null. */
  readonly waiting: { readonly until: number | null } | null;
  /** Earlier attempts, by number. */
  readonly attempts: readonly AttemptRecord[];
}

/** One item (batch) of a run; items that were never claimed have no record. */
export interface ItemRecord extends Progress {
  /** From 0. */
  readonly index: number;
}

/** A run that was claimed at least once, or waits for a slot, or was cancelled; planned runs have no record yet. */
export interface RunRecord extends Progress {
  readonly firingId: string;
  readonly handlerId: number;
  readonly handlerVersion: number;
  readonly tenantId: string;
  readonly notifiedAt: number | null;
  /** SHA-256 of the secret that `context.hookline` holds during the newest attempt. */
  readonly secretHash: string;
  readonly cancelRequested: CancelRequest | null;
  /** How many items the run was split into; null for handlers without `each`, and before the split. */
  readonly itemCount: number | null;
}

export interface RunKey {
  readonly firingId: string;
  readonly handlerId: number;
}

/** A run, or one item of it. */
export interface WorkKey extends RunKey {
  /** Index of the item, from 0; absent for the run itself. */
  readonly item?: number;
}

/** Firings and runs. Each invariant lives on one record and is kept by one conditional write. */
export interface FiringStore {
  /**
   * Stores the firing unless its id is taken, and hands it to the engine unless its plan is empty; both are
   * durable when this resolves. With the id taken, returns what stands there (and hands it over again where a
   * crash may have kept it from that; the engine's claims make that harmless).
   *
   * @param events what the event log is to tell of it: a home that keeps the log beside the firings appends it in the same
   * write; the other derives it from the table's stream.
   */
  accept(
    firing: FiringRecord,
    payload: Uint8Array,
    events?: () => readonly EventDraft[],
  ): Promise<{ existing?: FiringRecord }>;
  get(id: string): Promise<{ firing: FiringRecord; runs: RunRecord[] } | undefined>;
  payload(firingId: string, ref: PayloadRef): Promise<Uint8Array>;
  /** Takes the run (the item) for one attempt, durably before it resolves. */
  claim(claim: RunClaim): Promise<Claimed>;
  /**
   * Writes the outcome unless there is one; false then, and when `attempt` is not the newest any more. `attempt`
   * absent: whatever the attempt, and also for a run never claimed.
   */
  settle(settlement: RunSettlement): Promise<boolean>;
  run(key: RunKey): Promise<RunRecord | undefined>;
  /** On whose behalf a run (an item) goes on, and the hash of its secret; undefined when it has its outcome. */
  holder(key: WorkKey): Promise<{ tenantId: string; secretHash: string } | undefined>;
  /** Notes that the e-mail was handed to the mail queue. */
  notified(key: RunKey, at: number): Promise<void>;
  /**
   * Closes the firing if every planned run is final; later calls change nothing. A firing with one run is closed by its
   * settlement.
   */
  close(firingId: string, at: number): Promise<void>;
  /** Resolves when the firing is finished or after `waitMs`, whichever is first; unknown firings at once. */
  waitForFinish(firingId: string, waitMs: number): Promise<void>;
}

/** How a claim ended. */
export type Claimed =
  /** `failures`: earlier attempts that count against `maxAttempts`. */
  | { readonly state: 'claimed'; readonly attempt: number; readonly failures: number }
  /** It has its outcome already. */
  | { readonly state: 'final' }
  /** Another execution has it, until its lease is over. */
  | { readonly state: 'held' }
  /** The wait before its next attempt is not over. */
  | { readonly state: 'waiting'; readonly until: number }
  /** It is not to run: its cancellation (of an item: that of its run, or of the remaining items) was requested. */
  | { readonly state: 'cancelled' };

export interface RunClaim extends WorkKey {
  readonly handlerVersion: number;
  readonly tenantId: string;
  /** The execution that claims: the same one may claim again, another only after the lease. */
  readonly executionId: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly secretHash: string;
}

export interface RunSettlement extends WorkKey {
  readonly handlerVersion: number;
  readonly tenantId: string;
  readonly attempt?: number;
  readonly outcome: RunOutcome;
  readonly at: number;
  /** True when the firing has no other run: its settlement closes it. False for items. */
  readonly closesFiring: boolean;
  /** What the event log is to tell of it, as for `accept`; absent for items. */
  readonly event?: () => EventDraft;
}
