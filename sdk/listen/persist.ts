import { mayRepeat, retryDelayMs, sleep } from '../retry.ts';

/** Carries out `attempt` for as long as that may help, with growing pauses; until the signal aborts. */
export async function persist<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!mayRepeat(error, true)) throw error;
      await sleep(retryDelayMs(failures, Math.random(), error), signal);
    }
  }
}

/** What the promise gives, or, when the signal aborts before, a rejection with its reason. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
  });
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
