import type { Clock } from '../../../core/ports/clock.ts';
import type { HookRecord, HookStore } from '../../../core/ports/hook-store.ts';
import { expiringCache } from './expiring-cache.ts';

const ENTRIES = 500;

/**
 * Keeps hooks in the warm function for `keepMs`. One that has not changed stays the same object, since the validator
 * compiles the schema of an object once.
 */
export function cachedHooks(store: HookStore, clock: Clock, keepMs: number): HookStore {
  const cache = expiringCache<HookRecord>({ clock, keepMs, entries: ENTRIES });
  const newest = new Map<string, { hook: HookRecord; json: string }>();

  const sameIfUnchanged = (hook: HookRecord): HookRecord => {
    const json = JSON.stringify(hook);
    const known = newest.get(hook.name);
    if (known?.json === json) return known.hook;
    if (newest.size >= ENTRIES) newest.delete(newest.keys().next().value!);
    newest.set(hook.name, { hook, json });
    return hook;
  };

  return {
    ...store,
    get: (name) =>
      cache.get(name, async () => {
        const hook = await store.get(name);
        return hook && sameIfUnchanged(hook);
      }),
    async put(hook) {
      const stored = await store.put(hook);
      cache.forget(hook.name);
      return stored;
    },
    async remove(name) {
      const removed = await store.remove(name);
      cache.forget(name);
      return removed;
    },
  };
}
