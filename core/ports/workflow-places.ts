import type { WorkflowRunKey } from './workflow-run-store.ts';

/** How many runs of workflows may go on at once, and how many may wait for that; null for as many as there are. */
export interface WorkflowLimits {
  /** From 1. */
  readonly maxRunning: number | null;
  /** From 0: then nobody waits. */
  readonly maxPending: number | null;
}

/**
 * Who runs and who waits, of all runs of a platform that no other run has started. A run has at most one place; asking again with the
 * same key finds it, so every call may be repeated.
 */
export interface WorkflowPlaces {
  /** No limits until some are set. */
  limits(): Promise<WorkflowLimits>;
  /**
   * Durable when it resolves. Whoever runs or waits already keeps the place; runs that began while there was no limit need not count.
   */
  setLimits(limits: WorkflowLimits): Promise<void>;
  /**
   * Takes a place: to run, if one is free, else to wait, else none. The order of waiting is that of asking. A home may hold at most 5,000
   * places while there are limits.
   */
  take(key: WorkflowRunKey): Promise<'running' | 'pending' | 'full'>;
  /** Gives up the place; does nothing without one. */
  release(key: WorkflowRunKey): Promise<void>;
  /** Lets in those who wait, the first first, while there are free places to run; at most 100. */
  letIn(): Promise<WorkflowRunKey[]>;
}
