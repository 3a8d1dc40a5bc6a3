export interface LatchWaiter {
  readonly runId: string;
  readonly stepId: string;
}

/** A countdown latch; all workflows of a tenant share those of a name. */
export interface LatchRecord {
  readonly tenantId: string;
  readonly name: string;
  /** Absent latches count as 0. */
  readonly count: number;
  /** Steps whose change is counted already and may not have been told so: `runId stepId`. */
  readonly counted: readonly string[];
  /** Steps that wait for zero. */
  readonly waiting: readonly LatchWaiter[];
  /** Those that waited when it came to zero, and may not have been told so; whoever comes to the latch next tells them. */
  readonly waking: readonly LatchWaiter[];
  readonly revision: number;
}

export interface LatchStore {
  get(tenantId: string, name: string): Promise<LatchRecord | undefined>;
  /** Writes the whole record, durably, when its revision follows the stored one (1: when there is none). */
  put(latch: LatchRecord): Promise<boolean>;
  /** By name. */
  list(tenantId: string): Promise<LatchRecord[]>;
}
