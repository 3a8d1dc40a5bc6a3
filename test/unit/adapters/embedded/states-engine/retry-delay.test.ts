import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryDelayMs } from '../../../../../adapters/embedded/states-engine/handle-failure.ts';
import type { Retrier } from '../../../../../adapters/embedded/states-engine/machine.ts';

const retrier = fc.record<Retrier>({
  errors: fc.constant(['States.ALL']),
  intervalSeconds: fc.integer({ min: 1, max: 1000 }),
  maxAttempts: fc.constant(99),
  backoffRate: fc.double({ min: 1, max: 10, noNaN: true }),
  maxDelaySeconds: fc.option(fc.integer({ min: 1001, max: 31_622_400 }), { nil: undefined }),
  fullJitter: fc.boolean(),
});
const attempts = fc.integer({ min: 0, max: 500 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('The delay before a retry', () => {
  test('grows by the backoff rate: 1, 2, 4, 8 seconds', () => {
    const doubling: Retrier = {
      errors: ['States.ALL'],
      intervalSeconds: 1,
      maxAttempts: 3,
      backoffRate: 2,
      maxDelaySeconds: undefined,
      fullJitter: false,
    };
    expect([0, 1, 2, 3].map((made) => retryDelayMs(doubling, made, () => 0.5))).toEqual([
      1000, 2000, 4000, 8000,
    ]);
  });

  test('is a finite whole number of milliseconds, at most MaxDelaySeconds', () => {
    fc.assert(
      fc.property(retrier, attempts, random, (of, made, chance) => {
        const delay = retryDelayMs(of, made, () => chance);
        expect(Number.isSafeInteger(delay)).toBe(true);
        expect(delay).toBeLessThanOrEqual((of.maxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1000);
      }),
    );
  });

  test('with full jitter is anything from nothing to the delay without', () => {
    fc.assert(
      fc.property(retrier, attempts, random, (of, made, chance) => {
        const full = retryDelayMs({ ...of, fullJitter: false }, made, () => chance);
        const jittered = retryDelayMs({ ...of, fullJitter: true }, made, () => chance);
        expect(jittered).toBeGreaterThanOrEqual(0);
        expect(jittered).toBeLessThanOrEqual(full);
        expect(retryDelayMs({ ...of, fullJitter: true }, made, () => 0)).toBe(0);
      }),
    );
  });
});
