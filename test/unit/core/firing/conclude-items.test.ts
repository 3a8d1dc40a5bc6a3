import { describe, expect, test } from 'vitest';
import { concludeItems } from '../../../../core/firing/conclude-items.ts';
import { stopsItems } from '../../../../core/firing/stops-items.ts';
import type { RunFailed, RunOutcome, RunSucceeded } from '../../../../core/ports/runner.ts';

const ended = { output: '', durationMs: 5 };
const succeeded: RunSucceeded = { ok: true, result: 'done', resultType: 'text', resultCut: false, ...ended };
const skipped: RunSucceeded = { ...succeeded, skipped: true };
const threw: RunFailed = { ok: false, error: { name: 'RangeError', message: 'too large' }, ...ended };
const returned: RunFailed = {
  ok: false,
  error: { name: 'ReturnedFailure', message: 'no channels' },
  returnedFailure: { result: 'no channels', resultType: 'text', resultCut: false },
  ...ended,
};
const cancelled: RunFailed = {
  ok: false,
  error: { name: 'RunCancelled', message: '' },
  cancelled: true,
  ...ended,
};

const items = (...outcomes: (RunOutcome | null)[]) => outcomes.map((outcome, index) => ({ index, outcome }));

describe('The outcome of a run with items', () => {
  test('is a success that says how the items ended', () => {
    const outcome = concludeItems(
      { evaluation: 'SUCCESS_FOR_PARTIAL_SUCCESS' },
      items(succeeded, skipped, threw, cancelled),
      {
        itemCount: 5,
        durationMs: 70,
      },
    );
    expect(outcome).toEqual({
      ok: true,
      result: '{"items":5,"succeeded":1,"skipped":1,"failed":1,"cancelled":2}',
      resultType: 'json',
      resultCut: false,
      output: '',
      durationMs: 70,
    });
  });

  test.each([
    [
      undefined,
      items(succeeded, returned, threw),
      3,
      '2 of 3 items failed. SUCCESS_ON_ALL_EVENTS_SUCCESS makes that a failure. Item 1: ReturnedFailure: no channels',
    ],
    [
      { atLeast: 2 },
      items(succeeded, threw, cancelled),
      4,
      '1 of 4 items failed, 2 were cancelled. At least 2 makes that a failure. Item 1: RangeError: too large',
    ],
    [
      { atLeastPercent: 50 },
      items(threw),
      1,
      '1 of 1 item failed. At least 50 percent makes that a failure. Item 0: RangeError: too large',
    ],
    [undefined, [], 0, 'There were no items. SUCCESS_ON_ALL_EVENTS_SUCCESS makes that a failure.'],
  ] as const)('is a failure that says why: %j', (evaluation, of, itemCount, message) => {
    const handler = evaluation === undefined ? {} : { evaluation };
    expect(concludeItems(handler, of, { itemCount, durationMs: 1 })).toMatchObject({
      ok: false,
      error: { name: 'ItemsFailed', message },
    });
  });
});

describe('The remaining items are cancelled', () => {
  const all = { stopOnError: true, stopOnException: true, stopOnSuccess: true };
  test.each([
    ['by a returned failure', returned, 'stopOnError'],
    ['by a thrown error', threw, 'stopOnException'],
    ['by a success', succeeded, 'stopOnSuccess'],
    ['by a skipped item', skipped, 'stopOnSuccess'],
  ] as const)('%s, with its own option only', (_name, outcome, option) => {
    expect(stopsItems({ [option]: true }, outcome)).toBe(true);
    expect(stopsItems({ ...all, [option]: false }, outcome)).toBe(false);
    expect(stopsItems({}, outcome)).toBe(false);
  });

  test('not by a cancelled item', () => {
    expect(stopsItems(all, cancelled)).toBe(false);
  });
});
