import type { Clock } from '../ports/clock.ts';
import type { FiringExecution } from '../ports/orchestrator.ts';
import { EXPRESS_BUDGET_SECONDS } from './plan.ts';
import type { RunTask } from './run-task.ts';
import type { Settled } from './settled.ts';

/** A wait that holds up nobody to speak of, in milliseconds. */
const SHORT_WAIT_MS = 5000;

/** Starts an execution of a part of a firing; the same one only once. */
export type HandOver = (execution: FiringExecution) => Promise<void>;

/**
 * Lets the run (the item) go on at a time (milliseconds since the epoch): after a wait in its execution, or in an execution
 * of its own that can wait for as long as it takes (docs/decisions/010-waiting-runs.md).
 *
 * @param neededSeconds what the next attempt may take.
 */
export async function goOnAt(
  deps: { handOver: HandOver; clock: Clock },
  task: RunTask,
  at: number,
  neededSeconds: number,
): Promise<Settled> {
  const endsBySeconds = (at - Date.parse(task.startedAt)) / 1000 + neededSeconds;
  const isStandard = task.executionType === 'STANDARD';
  // In a Standard execution of several runs each step counts, of which it may have 25,000 (AWS Step Functions, quotas).
  const isShort = at - deps.clock.now() <= SHORT_WAIT_MS && (!isStandard || task.item !== undefined);
  const stays = (task.mayWait || isShort) && (isStandard || endsBySeconds <= EXPRESS_BUDGET_SECONDS);
  if (stays) return { next: 'wait', until: new Date(at).toISOString() };
  await deps.handOver(ownExecution(task));
  return { next: 'end' };
}

/** Lets the run (the item) wait for a slot: in its execution, or in one of its own that can. */
export async function goOnWithSlot(deps: { handOver: HandOver }, task: RunTask): Promise<Settled> {
  // Items wait for one another: whatever place they take in their execution, they hold up nobody else.
  const mayWait = task.mayWait || task.item !== undefined;
  if (mayWait && task.executionType === 'STANDARD') return { next: 'admit' };
  await deps.handOver(ownExecution(task));
  return { next: 'end' };
}

/** An execution that carries out the run (the item) alone. */
export function ownExecution({
  firingId,
  tags,
  payload,
  run,
  onlyRun,
  items,
  item,
}: RunTask): FiringExecution {
  const execution = {
    firingId,
    tags,
    payload,
    executionType: 'STANDARD' as const,
    runs: [run],
    onlyRun,
    mayWait: true,
  };
  return item === undefined
    ? // Executions that an earlier version started know nothing of items.
      { ...execution, items: items ?? null, part: String(run.handlerId) }
    : { ...execution, items: [item], part: `${run.handlerId}-item-${item}` };
}
