import type { WorkflowGraph } from '../contract/workflow.ts';

/** A workflow at one version, whole. Versions never change once written. */
export interface WorkflowRecord {
  readonly tenantId: string;
  /** The name of the user to whom it belongs: its tasks run as them. */
  readonly owner: string;
  /** Unique within the tenant. */
  readonly name: string;
  /** From 0, one more with each graph that differs from the one before. */
  readonly version: number;
  /** The text that it was written as; null for a graph that was written in TypeScript. */
  readonly source: string | null;
  readonly graph: WorkflowGraph;
  /** SHA-256 of the graph's document in Amazon States Language; names the state machine that carries it out. */
  readonly documentSha256: string;
  /** Of the first version; milliseconds since the epoch. */
  readonly createdAt: number;
  /** Of this version. */
  readonly updatedAt: number;
}

export interface WorkflowKey {
  readonly tenantId: string;
  readonly name: string;
}

/** Workflows and all their versions. */
export interface WorkflowStore {
  /**
   * Writes the version, durably, when the newest one is the one before it (for version 0: none was ever there); false when
   * another was first.
   */
  put(record: WorkflowRecord): Promise<boolean>;
  /** The newest version, or the named one; removed workflows' versions are found by number only. */
  get(key: WorkflowKey, version?: number): Promise<WorkflowRecord | undefined>;
  /** The number of the newest version, that of a removed workflow too: what `put` follows. */
  newestVersion(key: WorkflowKey): Promise<number | undefined>;
  /** The newest version of each, by name; at most `limit` after that name. */
  list(tenantId: string, page: { afterName?: string; limit: number }): Promise<WorkflowRecord[]>;
  /** True when there was one. Its versions stay, for runs that use them, and their numbers go on. */
  remove(key: WorkflowKey): Promise<boolean>;
}
