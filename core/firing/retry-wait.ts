import type { Retry } from '../contract/execution-options.ts';
import type { Random } from '../ports/random.ts';

/**
 * The wait before the next attempt, in seconds: 0 after the first failure, else min(factor * 2^(n-1), max) after the n-th
 * (event_pipeline's RetryPolicy), and with jitter a random part of that.
 *
 * @param failures attempts that failed, at least 1.
 */
export function retryWaitSeconds(
  retry: Pick<Retry, 'backoffFactorSeconds' | 'maxBackoffSeconds' | 'jitter'>,
  failures: number,
  random: Random,
): number {
  if (failures <= 1) return 0;
  const whole = Math.min(retry.backoffFactorSeconds * 2 ** (failures - 1), retry.maxBackoffSeconds);
  return retry.jitter ? whole * random() : whole;
}
