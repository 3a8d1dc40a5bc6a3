import type { ExecutionType, PayloadRef, PlannedRun, RunKey } from '../ports/firing-store.ts';

/** What the firing machine hands to each step of a run. */
export interface RunTask {
  readonly firingId: string;
  readonly tags: readonly string[];
  readonly payload: PayloadRef;
  readonly executionType: ExecutionType;
  readonly run: PlannedRun;
  /** True when the firing has no other run: its settlement closes it. */
  readonly onlyRun: boolean;
  readonly executionId: string;
  /** When the execution started, RFC 3339. */
  readonly startedAt: string;
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
