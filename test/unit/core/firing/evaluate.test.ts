import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../../../core/contract/execution-options.ts';
import { countItems, evaluate } from '../../../../core/firing/evaluate.ts';
import type { RunFailed, RunSucceeded } from '../../../../core/ports/runner.ts';

const succeeded: RunSucceeded = {
  ok: true,
  result: '',
  resultType: 'text',
  resultCut: false,
  output: '',
  durationMs: 1,
};
const failed: RunFailed = { ok: false, error: { name: 'Error', message: '' }, output: '', durationMs: 1 };

describe('The evaluation states of event_pipeline', () => {
  const ok = true;
  const fail = false;
  test.each([
    //                                 S, no E  S and E  E only  neither
    ['SUCCESS_ON_ALL_EVENTS_SUCCESS', [ok, fail, fail, fail]],
    ['FAILURE_FOR_PARTIAL_ERROR', [ok, fail, fail, ok]],
    ['SUCCESS_FOR_PARTIAL_SUCCESS', [ok, ok, fail, fail]],
    ['FAILURE_FOR_ALL_EVENTS_FAILURE', [ok, ok, fail, ok]],
  ] as const)('%s', (state, [onlySuccess, mixed, onlyErrors, neither]) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 1000 }),
        (successes, failures) => {
          expect(evaluate(state, { successes, failures: 0 })).toBe(onlySuccess);
          expect(evaluate(state, { successes, failures })).toBe(mixed);
          expect(evaluate(state, { successes: 0, failures })).toBe(onlyErrors);
          expect(evaluate(state, { successes: 0, failures: 0 })).toBe(neither);
        },
      ),
    );
  });
});

describe('The strategies of volnux', () => {
  test.each<[string, Evaluation, number, number, boolean]>([
    ['a majority succeeded', { majority: true, tieBreaker: true }, 3, 2, true],
    ['a majority failed', { majority: true, tieBreaker: true }, 2, 3, false],
    ['as many of both, a success', { majority: true, tieBreaker: true }, 2, 2, true],
    ['as many of both, a failure', { majority: true, tieBreaker: false }, 2, 2, false],
    ['a majority of none', { majority: true, tieBreaker: true }, 0, 0, false],
    ['enough succeeded', { atLeast: 2 }, 2, 9, true],
    ['too few succeeded', { atLeast: 2 }, 1, 0, false],
    ['at least 0 of none', { atLeast: 0 }, 0, 0, true],
    ['at least 0, all failed', { atLeast: 0 }, 0, 3, true],
    ['exactly the percentage', { atLeastPercent: 75 }, 3, 1, true],
    ['a little less', { atLeastPercent: 75.1 }, 3, 1, false],
    ['a third, as a fraction', { atLeastPercent: 33.3 }, 1, 2, true],
    ['0 percent of none', { atLeastPercent: 0 }, 0, 0, true],
    ['1 percent of none', { atLeastPercent: 1 }, 0, 0, false],
    ['100 percent', { atLeastPercent: 100 }, 5, 0, true],
    ['100 percent but one', { atLeastPercent: 100 }, 999, 1, false],
  ])('%s', (_name, evaluation, successes, failures, expected) => {
    expect(evaluate(evaluation, { successes, failures })).toBe(expected);
  });
});

test('One more success never makes a failure of a success', () => {
  const evaluation = fc.oneof(
    fc.constantFrom<Evaluation>(
      'SUCCESS_ON_ALL_EVENTS_SUCCESS',
      'FAILURE_FOR_PARTIAL_ERROR',
      'SUCCESS_FOR_PARTIAL_SUCCESS',
      'FAILURE_FOR_ALL_EVENTS_FAILURE',
    ),
    fc.record({ majority: fc.constant(true as const), tieBreaker: fc.boolean() }),
    fc.record({ atLeast: fc.integer({ min: 0, max: 1000 }) }),
    fc.record({ atLeastPercent: fc.double({ min: 0, max: 100, noNaN: true }) }),
  );
  const count = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(evaluation, count, count, (how, successes, failures) => {
      // The one exception is at 0 percent of nothing, where it changes nothing.
      if (!evaluate(how, { successes, failures })) return true;
      return evaluate(how, { successes: successes + 1, failures });
    }),
  );
});

describe('An item counts', () => {
  test.each([
    ['as a success when it succeeded', succeeded, { successes: 1, failures: 0 }],
    [
      'as a success when it was skipped',
      { ...succeeded, skipped: true as const },
      { successes: 1, failures: 0 },
    ],
    ['as a failure when it threw', failed, { successes: 0, failures: 1 }],
    [
      'as a failure when it returned one',
      { ...failed, returnedFailure: { result: '', resultType: 'text' as const, resultCut: false } },
      { successes: 0, failures: 1 },
    ],
    [
      'as neither when it was cancelled',
      { ...failed, cancelled: true as const },
      { successes: 0, failures: 0 },
    ],
    ['as neither when it never ran', null, { successes: 0, failures: 0 }],
  ])('%s', (_name, outcome, counts) => {
    expect(countItems([outcome])).toEqual(counts);
  });
});
