import type { RunError } from './runner.ts';

/** A run of a workflow that a handler's run is to start. */
export interface WorkflowStart {
  /** The handler's owner: the workflow is theirs, and runs as them. */
  readonly tenantId: string;
  /** The workflow's name; its newest version is taken. */
  readonly workflow: string;
  /** Of the workflow's run: that of the handler's run (item), the same for each attempt. */
  readonly runId: string;
  readonly firingId: string;
  /** Anything JSON, as text. */
  readonly input: string;
}

/** The run is there and durable; or why it was not started. */
export type WorkflowStarted =
  | { readonly started: true }
  | { readonly started: false; readonly error: RunError };

/**
 * Starts runs of workflows for handlers that are registered with one. Repeating a start changes nothing, whatever has become of the
 * run. Rejects only for what is nobody's answer (storage that fails).
 *
 * Embedded, `startForRun` itself; on AWS the function `step` does it, which has all that carrying out workflows takes.
 */
export type WorkflowStarter = (start: WorkflowStart) => Promise<WorkflowStarted>;
