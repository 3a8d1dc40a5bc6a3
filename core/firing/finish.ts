import type { Clock } from '../ports/clock.ts';
import type { FiringStore } from '../ports/firing-store.ts';

/** Closes a firing of several runs when every one is final. A firing with one run is closed by its settlement. */
export async function finish(
  deps: { firings: Pick<FiringStore, 'close'>; clock: Clock },
  task: { firingId: string },
): Promise<void> {
  await deps.firings.close(task.firingId, deps.clock.now());
}
