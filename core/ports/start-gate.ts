import type { StartRequest } from './run-limits.ts';

/**
 * Keeps a rate where a run that may begin can still be held up: on one machine, by the lack of a free process. What counts here is
 * when code is handed over, and not when that was due; so runs that were held up do not begin in a bunch.
 */
export interface StartGate {
  /**
   * Resolves when one more start is within the rate, in the order of the calls; at once in general. Resolves also when the signal
   * is aborted.
   */
  pass(rate: Pick<StartRequest, 'group' | 'count' | 'periodMs'>, signal: AbortSignal): Promise<PassedGate>;
}

/** A run that was let through, until it begins. */
export interface PassedGate {
  /** Its code is handed over. */
  begun(): void;
  /** It is not going to begin, if it did not. */
  gone(): void;
}
