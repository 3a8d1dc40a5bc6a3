import type { ExecutionType, PayloadRef, PlannedRun } from './firing-store.ts';

/** Starts executions of the firing machine (`infra/firing.asl.json`): Step Functions, or the embedded engine. */
export interface Orchestrator {
  start(type: ExecutionType, input: FiringExecution): Promise<void>;
}

/** The input of a firing's execution. */
export interface FiringExecution {
  readonly firingId: string;
  readonly tags: readonly string[];
  readonly payload: PayloadRef;
  readonly executionType: ExecutionType;
  readonly runs: readonly PlannedRun[];
  /** True when there is one run: its settlement closes the firing. */
  readonly onlyRun: boolean;
}
