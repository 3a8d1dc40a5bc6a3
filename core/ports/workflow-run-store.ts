import type { Structured, WorkflowGraph } from '../contract/workflow.ts';
import type { EventDraft } from './event-log.ts';

export interface WorkflowRunKey {
  readonly tenantId: string;
  /** Unique within the tenant: chosen by who starts it, or by the platform. */
  readonly runId: string;
}

/** `docs/guide/workflow-runs.md` maps the states of Ray and littleflow to these. */
export type WorkflowRunState =
  /** It waits until fewer runs go on. */
  | 'pending'
  | 'running'
  | 'succeeded'
  /** A task failed. It can be restarted. */
  | 'failed'
  /** Terminate was asked for, and tasks that had begun still go on. */
  | 'terminating'
  /** It can be restarted. */
  | 'terminated'
  /** For good. */
  | 'cancelled';

/** What carries out the tasks of one name; fixed when the run starts. */
export type TaskTarget =
  | { readonly kind: 'built-in' }
  | { readonly kind: 'handler'; readonly handlerId: number; readonly version: number }
  | { readonly kind: 'workflow'; readonly name: string; readonly version: number }
  /** Whoever takes tasks of the kind. */
  | { readonly kind: 'worker' };

export interface WorkflowError {
  /** `TaskFailed`, `RequestFailed`, `Timeout`, or what a handler threw. */
  readonly name: string;
  readonly message: string;
  /** The id of the step that failed. */
  readonly step?: string;
}

/** One execution of a workflow. */
export interface WorkflowRunRecord extends WorkflowRunKey {
  /** The name of the user on whose behalf it runs. */
  readonly owner: string;
  /** What it is called: the registered workflow, else what the graph says; null where that says nothing. */
  readonly name: string | null;
  /** The workflow; null where a graph was run that is not registered. */
  readonly workflow: { readonly name: string; readonly version: number } | null;
  readonly source: string | null;
  readonly graph: WorkflowGraph;
  readonly documentSha256: string;
  /** By the name that the graph's nodes have as `base`. */
  readonly targets: Readonly<Record<string, TaskTarget>>;
  readonly state: WorkflowRunState;
  readonly input: Structured;
  /** The end's input; null until it succeeded. */
  readonly output: Structured | null;
  readonly error: WorkflowError | null;
  /** What the user wants to find again with it. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Its outcome is a value to who waits for it: `{result, error}`. */
  readonly catchErrors: boolean;
  /** The step of another run that waits for this one; `depth` runs are above it. */
  readonly parent: { readonly runId: string; readonly stepId: string; readonly depth: number } | null;
  /** Events after this offset count for its waits. */
  readonly eventsAfter: number;
  /** The execution that carries it out; another one after a restart. What an earlier one still does, changes nothing. */
  readonly execution: string;
  /** What started it, for people: `user`, `firing`, `rule`, `run`. */
  readonly startedBy: { readonly kind: string; readonly id: string };
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** When it and its steps may be removed; null while it goes on. */
  readonly expiresAt: number | null;
  /** One more with each write, from 1. */
  readonly revision: number;
}

export type StepState =
  /** Its execution came to it; an input is still missing. */
  | 'waiting'
  /** It was started. */
  | 'active'
  | 'succeeded'
  /** Its guard did not hold: its input is its output. */
  | 'skipped'
  | 'failed'
  | 'cancelled';

/**
 * What a node of the graph did, once for each time that it is passed: in each round of an iteration, and in each pass of a loop.
 * Its id is its path, with the rounds and passes around it: `7`, `4[2].7`, `5#1.7`.
 */
export interface StepRecord extends WorkflowRunKey {
  readonly stepId: string;
  /** The node's index. */
  readonly node: number;
  readonly state: StepState;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Stored once, with `succeeded` or `skipped`; null before. */
  readonly output: Structured | null;
  readonly error: WorkflowError | null;
  /** The token of the state that waits for it (for its inputs, or for its end), and the execution of that state. */
  readonly token: { readonly value: string; readonly execution: string } | null;
  /** What is done for it elsewhere, by which it is found again: see `core/workflow/run/step-work.ts`. */
  readonly work: Readonly<Record<string, unknown>> | null;
  readonly revision: number;
}

/** A run without what may be large: what listings are made of. */
export type WorkflowRunSummary = Omit<WorkflowRunRecord, 'source' | 'graph' | 'targets' | 'input' | 'output'>;

/** Which runs: in any of the states, of any workflow where none is named; `cursor` is that of the page before. */
export interface WorkflowRunQuery {
  readonly tenantId: string;
  readonly states?: readonly WorkflowRunState[] | undefined;
  readonly workflow?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Runs of workflows and their steps. Every change is one record, written whole when its revision follows the stored one (1: when
 * there is none); the rules decide what is written, the store only that nobody was faster. What a run was started with never
 * changes: `source`, `graph`, `documentSha256`, `input`, `workflow` and `createdAt` are kept as the first write has them. What
 * is given is shared between callers, and not to be changed by them.
 */
export interface WorkflowRunStore {
  get(key: WorkflowRunKey): Promise<WorkflowRunRecord | undefined>;
  /**
   * Seen by every reader when it resolves, and durable when `settled` does; false when another write was first. A run begins without
   * steps: it is put before them.
   *
   * @param events what the event log is to tell of it. A home that keeps the log beside the runs appends it in the same write; the other
   * keeps it with the record, and appends it from the table's stream.
   */
  put(record: WorkflowRunRecord, events?: readonly EventDraft[]): Promise<boolean>;
  /**
   * Newest first, by creation, then by id, the last in the alphabet first. A page may be short of its limit, and `cursor` goes on
   * then; undefined: there are no more. A write may be listed a moment later; what is listed is what is stored.
   */
  list(query: WorkflowRunQuery): Promise<{ runs: WorkflowRunSummary[]; cursor: string | undefined }>;
  /** The run, its steps and what is offered of it to workers; true when there was one. Again, after a crash, it removes the rest. */
  remove(key: WorkflowRunKey): Promise<boolean>;
  /** Those there are, in no order; read after every write that was acknowledged before. */
  steps(key: WorkflowRunKey, stepIds: readonly string[]): Promise<StepRecord[]>;
  /** Those of a run, in the order of their start (`core/workflow/run/compare-steps.ts`). */
  allSteps(key: WorkflowRunKey): Promise<StepRecord[]>;
  /** As `put`; of a run that is gone it may be false. An output that is stored never changes. */
  putStep(step: StepRecord, events?: readonly EventDraft[]): Promise<boolean>;
  /**
   * Resolves when all that was put before is durable. Whoever tells somebody outside of it waits for that; one step of a run need not wait
   * for the disk to begin the next.
   */
  settled(): Promise<void>;
}
