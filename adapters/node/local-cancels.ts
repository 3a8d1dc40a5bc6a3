import type { CancelWatch } from '../../core/ports/cancel-watch.ts';
import type { RunKey } from '../../core/ports/firing-store.ts';

/** Within one process: whoever cancels a run, and whoever carries it out, are both here. */
export function localCancels(): CancelWatch {
  const watched = new Map<string, Set<AbortController>>();
  const idOf = ({ firingId, handlerId }: RunKey): string => `${firingId} ${handlerId}`;

  return {
    watch(key) {
      const id = idOf(key);
      const controller = new AbortController();
      const watchers = watched.get(id) ?? new Set();
      watched.set(id, watchers.add(controller));
      return {
        signal: controller.signal,
        stop() {
          watchers.delete(controller);
          if (watchers.size === 0) watched.delete(id);
        },
      };
    },
    announce(key) {
      for (const controller of watched.get(idOf(key)) ?? []) controller.abort();
    },
  };
}
