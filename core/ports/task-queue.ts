import type { Structured } from '../contract/workflow.ts';
import type { WorkflowRunKey } from './workflow-run-store.ts';

/** A task that is offered to workers. */
export interface OfferedTask extends WorkflowRunKey {
  /** The step; with the run it is the task's identity. */
  readonly stepId: string;
  /** What workers ask for: what an alias stands for, or the name. */
  readonly kind: string;
  /** As the workflow names it. */
  readonly name: string;
  /** The node's index. */
  readonly node: number;
  readonly parameters: Structured | null;
  readonly input: Structured;
  /** Milliseconds since the epoch. */
  readonly offeredAt: number;
  /** From when on it can be taken: when it was offered, or when the lease of the worker that has it is over. */
  readonly visibleAt: number;
  /** How often it was taken. */
  readonly deliveries: number;
  /** Proves who has it; null before the first. */
  readonly receipt: string | null;
  /** When the one who has it said so (the seed's receipt). */
  readonly receivedAt: number | null;
  readonly revision: number;
}

export interface TaskQueue {
  /** Durable when it resolves, at the revision that is given. What is there already under this run and step stays. */
  offer(task: OfferedTask): Promise<void>;
  get(key: WorkflowRunKey & { readonly stepId: string }): Promise<OfferedTask | undefined>;
  /**
   * Those of a kind that can be taken, the longest visible first; at most `limit`. A write may be seen a moment later: who takes one
   * writes it, and is refused when another was first.
   */
  visible(tenantId: string, kind: string, now: number, limit: number): Promise<OfferedTask[]>;
  /**
   * Writes the whole record, durably, when its revision follows the stored one. `kind`, `name`, `node`, `parameters`, `input` and
   * `offeredAt` stay what was offered.
   */
  put(task: OfferedTask): Promise<boolean>;
  /**
   * True when it was there.
   *
   * @param revision removes it only while the stored one is this.
   */
  remove(key: WorkflowRunKey & { readonly stepId: string }, revision?: number): Promise<boolean>;
  /** By kind, how many can be taken and how many are with a worker at that time; kinds that have some, by name. */
  kinds(tenantId: string, now: number): Promise<{ kind: string; waiting: number; taken: number }[]>;
}
