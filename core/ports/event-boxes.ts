import type { WorkflowRunKey } from './workflow-run-store.ts';

/** Where an event that is sent to a run by its key meets the step that waits for it. */
export interface EventBox extends WorkflowRunKey {
  readonly key: string;
  /** The step that began to wait; null while none has. */
  readonly stepId: string | null;
  /** Sent before the step began, and its output; null when none was. */
  readonly event: { readonly payload: unknown; readonly sentAt: number } | null;
  readonly revision: number;
}

/** One box for each run and key; removed with the run. */
export interface EventBoxes {
  get(key: WorkflowRunKey & { readonly key: string }): Promise<EventBox | undefined>;
  /** Writes the whole box, durably, when its revision follows the stored one (1: when there is none). */
  put(box: EventBox): Promise<boolean>;
}
