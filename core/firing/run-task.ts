import type { ExecutionType, PayloadRef, PlannedRun, RunKey, WorkKey } from '../ports/firing-store.ts';

/** What the firing machine hands to each step of a run, or of one of its items. */
export interface RunTask {
  readonly firingId: string;
  readonly tags: readonly string[];
  readonly payload: PayloadRef;
  readonly executionType: ExecutionType;
  readonly run: PlannedRun;
  /** True when the firing has no other run: its settlement closes it. */
  readonly onlyRun: boolean;
  /** True when the run may wait within its execution. */
  readonly mayWait: boolean;
  /** Of the run's items, those that its execution carries out; null for all, and for runs without items. */
  readonly items: readonly number[] | null;
  /** The item that the step is about; absent for the run itself. */
  readonly item?: number;
  readonly executionId: string;
  /** When the execution started, RFC 3339. */
  readonly startedAt: string;
}

/** What the step is about. */
export function workOf({ firingId, run, item }: Pick<RunTask, 'firingId' | 'run' | 'item'>): WorkKey {
  return { firingId, handlerId: run.handlerId, ...(item !== undefined && { item }) };
}

/** (firing, handler) is unique, so the id of a run needs no storage of its own. */
export function runId(key: RunKey): string {
  return `${key.firingId}-${key.handlerId}`;
}

/** The run that an id names; undefined when the text is no id of a run. */
export function parseRunId(id: string): RunKey | undefined {
  const [, firingId, handlerId] = /^([\w-]{22})-([1-9]\d{0,15})$/.exec(id) ?? [];
  return firingId === undefined ? undefined : { firingId, handlerId: Number(handlerId) };
}

/** The same for each attempt, and another for each item. */
export function workId(key: WorkKey): string {
  return key.item === undefined ? runId(key) : `${runId(key)}.${key.item}`;
}
