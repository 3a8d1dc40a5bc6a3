import type { Clock } from '../../../core/ports/clock.ts';

/**
 * Values by key, each for so long and at most so many: the oldest goes first. Only what was found is kept, so that
 * whatever is added is seen at once.
 */
export function expiringCache<T>(options: { clock: Pick<Clock, 'now'>; keepMs: number; entries: number }): {
  get(key: string, load: () => Promise<T | undefined>): Promise<T | undefined>;
  forget(key: string): void;
} {
  const kept = new Map<string, { value: T; until: number }>();
  return {
    async get(key, load) {
      const found = kept.get(key);
      if (found !== undefined && found.until > options.clock.now()) return found.value;
      const value = await load();
      kept.delete(key);
      if (value !== undefined) {
        if (kept.size >= options.entries) kept.delete(kept.keys().next().value!);
        kept.set(key, { value, until: options.clock.now() + options.keepMs });
      }
      return value;
    },
    forget: (key) => void kept.delete(key),
  };
}
