import type { Structured, WorkflowNode } from '../../contract/workflow.ts';
import type { EventDraft } from '../../ports/event-log.ts';
import type { StepRecord, WorkflowError, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';

/** A task that is to be started: its guard holds, its inputs are there, its step is written as active. */
export interface TaskStart {
  readonly run: WorkflowRunRecord;
  readonly step: StepRecord;
  readonly node: Extract<WorkflowNode, { kind: 'task' }>;
  readonly input: Structured;
  /** Without the engine's own, whose keys begin with `$`. */
  readonly parameters: Structured | null;
}

/** How a step ends, written at once with its state: nothing of it is stored without the rest. */
export type StepResult = ({ readonly output: Structured } | { readonly error: WorkflowError }) & {
  /** Takes the place of the step's work: what it was that ended it. */
  readonly work?: Readonly<Record<string, unknown>>;
  /** What the event log is to tell of it beside the step's own event. */
  readonly events?: readonly EventDraft[];
};

/**
 * What starting a task came to: it ended at once, or it goes on elsewhere, and `work` says how it is found again; `endStep` is
 * then called when it ends. Starting again what goes on already must find it, and change nothing.
 */
export type Started = { readonly result: StepResult } | { readonly work: Readonly<Record<string, unknown>> };

/** A step as others know it. */
export interface StepKey {
  readonly tenantId: string;
  readonly runId: string;
  readonly stepId: string;
}
