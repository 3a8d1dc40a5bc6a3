import type { WorkKey } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { getRun } from './get-run.ts';

/** Whether an item is not to run because its run has ended or is to end, or its remaining items are; asks nothing for a run. */
export async function isStopped(table: Table, { firingId, handlerId, item }: WorkKey): Promise<boolean> {
  if (item === undefined) return false;
  const stored = await getRun(table, { firingId, handlerId });
  return (
    stored !== undefined &&
    (stored.itemsStopped || stored.run.endedAt !== null || stored.run.cancelRequested !== null)
  );
}
