import type { FiringExecution } from '../ports/orchestrator.ts';
import { EXPRESS_BUDGET_SECONDS } from './plan.ts';
import type { RunTask } from './run-task.ts';
import type { Settled } from './settled.ts';

/** Starts an execution of a part of a firing; the same one only once. */
export type HandOver = (execution: FiringExecution) => Promise<void>;

/**
 * Lets the run (the item) go on at a time (milliseconds since the epoch): after a wait in its execution, or in an execution
 * of its own that can wait for as long as it takes (docs/decisions/010-waiting-runs.md).
 *
 * @param neededSeconds what the next attempt may take.
 */
export async function goOnAt(
  deps: { handOver: HandOver },
  task: RunTask,
  at: number,
  neededSeconds: number,
): Promise<Settled> {
  const endsBySeconds = (at - Date.parse(task.startedAt)) / 1000 + neededSeconds;
  const stays =
    task.mayWait && (task.executionType === 'STANDARD' || endsBySeconds <= EXPRESS_BUDGET_SECONDS);
  if (stays) return { next: 'wait', until: new Date(at).toISOString() };
  await deps.handOver(ownExecution(task));
  return { next: 'end' };
}

/** Lets the run (the item) wait for a slot: in its execution, or in one of its own that can. */
export async function goOnWithSlot(deps: { handOver: HandOver }, task: RunTask): Promise<Settled> {
  if (task.mayWait && task.executionType === 'STANDARD') return { next: 'admit' };
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
    ? { ...execution, items, part: String(run.handlerId) }
    : { ...execution, items: [item], part: `${run.handlerId}-item-${item}` };
}
