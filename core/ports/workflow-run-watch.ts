import type { WorkflowRunKey } from './workflow-run-store.ts';

/** Wakes those who wait for what becomes of a run. */
export interface WorkflowRunWatch {
  /**
   * Begins to look: what changes from now on is noticed, also before `change` is called. What is there by now is to be read
   * afterwards.
   */
  watch(key: WorkflowRunKey): RunWatcher;
}

export interface RunWatcher {
  /**
   * Resolves when the run or a step of it was written since the last call (where the home knows no better: when that is to be looked
   * at), or after so long.
   */
  change(waitMs: number): Promise<void>;
  close(): void;
}
