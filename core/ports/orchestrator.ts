import type { ExecutionType, PayloadRef, PlannedRun } from './firing-store.ts';

/** Starts executions of the firing machine (`infra/firing.asl.json`): Step Functions, or the embedded engine. */
export interface Orchestrator {
  start(type: ExecutionType, input: FiringExecution): Promise<void>;
}

/**
 * The input of a firing's execution: of all its runs, or of one that goes on in an execution of its own, because it has to
 * wait for longer than the others' execution can.
 */
export interface FiringExecution {
  readonly firingId: string;
  readonly tags: readonly string[];
  readonly payload: PayloadRef;
  readonly executionType: ExecutionType;
  readonly runs: readonly PlannedRun[];
  /** True when there is one run: its settlement closes the firing. */
  readonly onlyRun: boolean;
  /** True when a run may wait within this execution: for its next attempt, for a slot, for its items. */
  readonly mayWait: boolean;
  /** Of the one run's items, those that this execution carries out; null for all, and for runs without items. */
  readonly items: readonly number[] | null;
  /** Names an execution of a part of the firing, unique within it: letters, digits and `-`; absent for the first. */
  readonly part?: string;
}
