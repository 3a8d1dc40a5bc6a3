import { type ExecutionOptions, pickExecutionOptions } from '../contract/execution-options.ts';
import type { CodeRef } from './runner.ts';

/** What a handler starts that has no code: its owner's workflow of the name, at the version that is the newest then. */
export interface WorkflowRef {
  readonly workflow: string;
}

/**
 * A handler at one version, whole: what `register` wrote, and nothing of another version. Of the options of execution it
 * has those that were given; an absent one takes nothing in storage.
 */
export interface HandlerRecord extends Readonly<ExecutionOptions> {
  readonly id: number;
  readonly name: string;
  readonly hook: string;
  /** From 0, one more with each replacement. */
  readonly version: number;
  readonly notifyOnSuccess: string | null;
  readonly notifyOnFailure: string | null;
  readonly tags: readonly string[];
  readonly code: CodeRef | WorkflowRef;
  /** The user who registered it: its code, or its workflow, runs as them. */
  readonly tenantId: string;
  /** The name of that user. */
  readonly createdBy: string;
  readonly updatedBy: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a registration brings; id, version and the times of creation come from the store. */
export type HandlerDraft = Omit<HandlerRecord, 'id' | 'version' | 'createdAt' | 'createdBy'>;

/** What a plan needs to know of a handler: whether it runs, how long that can take, and whom the log tells of it. */
export type PlannedHandler = Pick<
  HandlerRecord,
  'id' | 'version' | 'name' | 'createdBy' | keyof ExecutionOptions
>;

export function plannedOf(handler: HandlerRecord): PlannedHandler {
  const { id, version, name, createdBy } = handler;
  return { id, version, name, createdBy, ...pickExecutionOptions(handler) };
}

/** Handlers and all their versions. (hook, name) is unique. */
export interface HandlerStore {
  /**
   * Creates (hook, name) at version 0, or replaces it: same id, createdAt and createdBy, next version. Atomic:
   * a firing sees the old version or the new one. `taken` when it belongs to another tenant; nothing changes then.
   */
  register(draft: HandlerDraft): Promise<HandlerRecord | 'taken'>;
  get(id: number): Promise<HandlerRecord | undefined>;
  /** By id, ascending; at most `limit` after `afterId`. */
  list(filter: {
    hook?: string;
    tenantId?: string;
    afterId: number;
    limit: number;
  }): Promise<HandlerRecord[]>;
  /** The tenant's handlers that have one of the names, of whatever hooks, by id. Costs what matches, not what the tenant has. */
  named(tenantId: string, names: readonly string[]): Promise<HandlerRecord[]>;
  /** True when there was one (of that tenant, where one is named). Its versions stay, for runs already planned. */
  remove(id: number, tenantId?: string): Promise<boolean>;
  /**
   * The handlers of a hook that a firing with these tags runs, by id: those without tags, and those with at least
   * one of the chosen; with `allHandlers`, every one. Costs what matches, not what is registered.
   */
  select(hook: string, tags: readonly string[], allHandlers: boolean): Promise<PlannedHandler[]>;
  /** One version, removed handlers' included: versions never change once written. */
  version(id: number, version: number): Promise<HandlerRecord | undefined>;
  /** True when the hook has a handler. */
  any(hook: string): Promise<boolean>;
}
