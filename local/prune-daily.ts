import type { SqliteFiringStore } from '../adapters/embedded/sqlite/firing-store.ts';
import { limits } from '../core/contract/limits.ts';
import type { Clock } from '../core/ports/clock.ts';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Removes firings older than the retention, an hour after the start and then once a day. Returns what stops it. */
export function pruneDaily(
  firings: Pick<SqliteFiringStore, 'prune'>,
  clock: Clock,
  onError: (error: unknown) => void,
): () => void {
  let cancel = (): void => {};
  let stopped = false;
  const prune = (): void => {
    firings
      .prune(clock.now() - limits.retentionDays * DAY_MS)
      .catch(onError)
      .finally(() => {
        if (!stopped) cancel = clock.schedule(DAY_MS, prune);
      });
  };
  cancel = clock.schedule(HOUR_MS, prune);
  return () => {
    stopped = true;
    cancel();
  };
}
