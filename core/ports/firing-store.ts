import type { RunOutcome } from './runner.ts';

/** Where a payload is: within the execution's input, as the JSON text it was sent as, or in the store under a key. */
export type PayloadRef = { readonly inline: string } | { readonly stored: string };

/** One planned run: a handler at the version it had when the firing was accepted. */
export type PlannedRun = { readonly handlerId: number; readonly version: number };

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

/** A run that was claimed at least once; planned runs have no record yet. */
export interface RunRecord {
  readonly firingId: string;
  readonly handlerId: number;
  readonly handlerVersion: number;
  readonly tenantId: string;
  readonly attempt: number;
  /** Of the newest attempt, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly outcome: RunOutcome | null;
  readonly endedAt: number | null;
  readonly notifiedAt: number | null;
  /** SHA-256 of the secret that `context.hookline` holds during the newest attempt. */
  readonly secretHash: string;
}

export interface RunKey {
  readonly firingId: string;
  readonly handlerId: number;
}

/** Firings and runs. Each invariant lives on one record and is kept by one conditional write. */
export interface FiringStore {
  /**
   * Stores the firing unless its id is taken, and hands it to the engine unless its plan is empty; both are
   * durable when this resolves. With the id taken, returns what stands there (and hands it over again where a
   * crash may have kept it from that; the engine's claims make that harmless).
   */
  accept(firing: FiringRecord, payload: Uint8Array): Promise<{ existing?: FiringRecord }>;
  get(id: string): Promise<{ firing: FiringRecord; runs: RunRecord[] } | undefined>;
  payload(firingId: string, ref: PayloadRef): Promise<Uint8Array>;
  /**
   * Takes the run for one attempt, durably before it resolves: `claimed` with the attempt's number, `final` when it
   * has its outcome already, `held` while another execution has it (until `leaseUntil`).
   */
  claim(
    claim: RunClaim,
  ): Promise<{ state: 'claimed'; attempt: number } | { state: 'final' } | { state: 'held' }>;
  /**
   * Writes the outcome unless there is one; false then, and when `attempt` is not the newest any more. `attempt`
   * absent: whatever the attempt, and also for a run never claimed.
   */
  settle(settlement: RunSettlement): Promise<boolean>;
  run(key: RunKey): Promise<RunRecord | undefined>;
  /** Notes that the e-mail was handed to the mail queue. */
  notified(key: RunKey, at: number): Promise<void>;
  /** Notes that every run is final; later calls change nothing. A firing with one run is closed by its settlement. */
  close(firingId: string, at: number): Promise<void>;
  /** Resolves when the firing is finished or after `waitMs`, whichever is first; unknown firings at once. */
  waitForFinish(firingId: string, waitMs: number): Promise<void>;
}

export interface RunClaim extends RunKey {
  readonly handlerVersion: number;
  readonly tenantId: string;
  /** The execution that claims: the same one may claim again, another only after the lease. */
  readonly executionId: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly secretHash: string;
}

export interface RunSettlement extends RunKey {
  readonly handlerVersion: number;
  readonly tenantId: string;
  readonly attempt?: number;
  readonly outcome: RunOutcome;
  readonly at: number;
  /** True when the firing has no other run: its settlement closes it. */
  readonly closesFiring: boolean;
}
