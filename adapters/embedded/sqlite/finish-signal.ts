import type { Clock } from '../../../core/ports/clock.ts';

/** Wakes those who wait for a firing to finish, at once and without polling. */
export function finishSignal(clock: Clock): {
  awaited(firingId: string): boolean;
  announce(firingId: string): void;
  wait(firingId: string, waitMs: number): Promise<void>;
} {
  const waiting = new Map<string, Set<() => void>>();

  return {
    awaited: (firingId) => waiting.has(firingId),
    announce(firingId) {
      for (const wake of waiting.get(firingId) ?? []) wake();
      waiting.delete(firingId);
    },
    wait: (firingId, waitMs) =>
      new Promise((resolve) => {
        const group = waiting.get(firingId) ?? new Set();
        waiting.set(firingId, group);
        const wake = (): void => {
          cancel();
          resolve();
        };
        const cancel = clock.schedule(waitMs, () => {
          group.delete(wake);
          if (group.size === 0) waiting.delete(firingId);
          resolve();
        });
        group.add(wake);
      }),
  };
}
