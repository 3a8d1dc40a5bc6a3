import type { Clock } from '../core/ports/clock.ts';

/** Between a failure and the next attempt, in milliseconds. */
const RETRY_MS = 1000;

interface Followed {
  readonly watched: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Follows several things at the same time, each on its own, as long as there are some.
 *
 * @param list those there are: by a name, what a follower goes by. One that goes by something else is another.
 * @param step does the next thing for one of them, or waits for it; false when there is nothing to follow any more. When it fails, it
 *   is called again after a second.
 */
export function followEach(deps: {
  readonly list: () => Promise<ReadonlyMap<string, string>>;
  readonly step: (name: string, watched: string, signal: AbortSignal) => Promise<boolean>;
  readonly clock: Pick<Clock, 'schedule'>;
  readonly onError: (error: unknown) => void;
}): {
  /** Takes up those that are new, and leaves those that are no longer. */
  update(): Promise<void>;
  stop(): Promise<void>;
} {
  const followed = new Map<string, Followed>();
  let stopped = false;

  return {
    async update() {
      const standing = await deps.list();
      for (const [name, { watched, stop }] of followed) {
        if (standing.get(name) === watched) continue;
        stop.abort();
        followed.delete(name);
      }
      for (const [name, watched] of standing) {
        if (stopped || followed.has(name)) continue;
        const stop = new AbortController();
        followed.set(name, { watched, stop, ended: follow(name, watched, stop.signal) });
      }
    },
    async stop() {
      stopped = true;
      for (const { stop } of followed.values()) stop.abort();
      await Promise.all([...followed.values()].map(({ ended }) => ended));
    },
  };

  async function follow(name: string, watched: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (!(await deps.step(name, watched, signal))) return;
      } catch (error) {
        if (signal.aborted) return;
        deps.onError(error);
        await new Promise<void>((resolve) => {
          const cancel = deps.clock.schedule(RETRY_MS, resolve);
          signal.addEventListener('abort', () => {
            cancel();
            resolve();
          });
        });
      }
    }
  }
}
