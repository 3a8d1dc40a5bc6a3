import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryWaitSeconds } from '../../../../core/firing/retry-wait.ts';

const never = (): number => {
  throw new Error('Nothing random is asked for.');
};

describe('The wait after the n-th failed attempt', () => {
  const exact: [factor: number, max: number, waits: number[]][] = [
    // event_pipeline's own example: factor 0.1, at most 1 second.
    [0.1, 1, [0, 0.2, 0.4, 0.8, 1, 1]],
    [0.05, 100, [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 100, 100]],
    [1, 86_400, [0, 2, 4, 8, 16]],
    [60, 90, [0, 90, 90]],
    [0, 100, [0, 0, 0]],
    [5, 0, [0, 0, 0]],
  ];
  test.each(exact)('with factor %d and at most %d seconds', (factor, max, waits) => {
    const retry = { backoffFactorSeconds: factor, maxBackoffSeconds: max, jitter: false };
    const computed = waits.map((_, index) => retryWaitSeconds(retry, index + 1, never));
    expect(computed).toEqual(waits.map((wait) => expect.closeTo(wait, 9)));
  });

  test('with jitter is a random part of it', () => {
    const retry = { backoffFactorSeconds: 1, maxBackoffSeconds: 10, jitter: true };
    expect(retryWaitSeconds(retry, 1, never)).toBe(0);
    expect(retryWaitSeconds(retry, 4, () => 0)).toBe(0);
    expect(retryWaitSeconds(retry, 4, () => 0.25)).toBe(2);
    expect(retryWaitSeconds(retry, 5, () => 0.5)).toBe(5);
  });

  test('is never below 0, nor above the maximum, nor without jitter shorter than the one before', () => {
    const retry = fc.record({
      backoffFactorSeconds: fc.double({ min: 0, max: 86_400, noNaN: true }),
      maxBackoffSeconds: fc.double({ min: 0, max: 86_400, noNaN: true }),
      jitter: fc.boolean(),
    });
    const random = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(retry, fc.integer({ min: 1, max: 100 }), random, (options, failures, fraction) => {
        const wait = retryWaitSeconds(options, failures, () => fraction);
        const next = retryWaitSeconds(options, failures + 1, () => fraction);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(options.maxBackoffSeconds);
        if (!options.jitter) expect(next).toBeGreaterThanOrEqual(wait);
      }),
    );
  });
});
