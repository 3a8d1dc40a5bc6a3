import { HooklineClientError } from './client-error.ts';
import { HooklineProblem } from './problem.ts';

/** Time and chance, injected in tests. */
export interface RetryTime {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 up to, not including, 1. */
  random(): number;
}

/** @internal Waits so many milliseconds; rejects with the signal's reason when it aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      if (signal?.aborted === true) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake, { once: true });
  });
}

const realTime: RetryTime = {
  now: () => performance.now(),
  sleep,
  random: Math.random,
};

/** The longest possible wait before the second attempt, in milliseconds; it doubles with each further one. */
const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 5000;

export interface RetryPolicy {
  /** New attempts begin within so many seconds of the first. */
  readonly retrySeconds: number;
  /** Whether carrying the request out twice is the same as once. If not, only what surely was not done is repeated. */
  readonly repeatable: boolean;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Carries out `attempt` until it succeeds, fails for good, or the time for further attempts is over; rejects with the
 * newest error. Waits between attempts by exponential backoff with full jitter (AWS Architecture Blog, "Exponential
 * Backoff And Jitter"), and at least as long as the platform's Retry-After asks.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  time: RetryTime = realTime,
): Promise<T> {
  const deadline = time.now() + policy.retrySeconds * 1000;
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayRepeat(error, policy.repeatable)) throw error;
      const delayMs = retryDelayMs(failures, time.random(), error);
      if (time.now() + delayMs > deadline) throw error;
      await time.sleep(delayMs, policy.signal);
    }
  }
}

/** Whether the request may be sent again after this error. */
export function mayRepeat(error: unknown, repeatable: boolean): boolean {
  if (error instanceof HooklineProblem) {
    // A throttled request was not carried out; neither was one that the platform itself calls worth repeating.
    return error.retryable && (repeatable || error.status === 429 || error.status === 503);
  }
  return (
    error instanceof HooklineClientError && error.retryable && (repeatable || error.code === 'unreachable')
  );
}

/**
 * Milliseconds to wait after so many failures.
 *
 * @param chance from 0 to 1: where in the range the wait lies.
 */
export function retryDelayMs(failures: number, chance: number, error: unknown): number {
  const backoffMs = chance * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  const askedSeconds = error instanceof HooklineProblem ? (error.retryAfterSeconds ?? 0) : 0;
  return askedSeconds * 1000 + backoffMs;
}
