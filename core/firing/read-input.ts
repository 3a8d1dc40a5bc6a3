import type { FiringStore } from '../ports/firing-store.ts';
import type { RunControl } from '../ports/run-control.ts';
import type { RunTask } from './run-task.ts';

/** What the code is to be given: the firing's payload, or the item; JSON in UTF-8. */
export async function readInput(
  deps: { firings: Pick<FiringStore, 'payload'> & Pick<RunControl, 'item'> },
  { firingId, run, payload, item }: RunTask,
): Promise<Uint8Array> {
  if (item === undefined) return await deps.firings.payload(firingId, payload);
  return (await deps.firings.item({ firingId, handlerId: run.handlerId }, item)).input;
}
