import { describe, expect, test } from 'vitest';
import { retryFollows } from '../../../../core/firing/retry-follows.ts';

const retry = { maxAttempts: 3, retryOn: [], includeSubclasses: false };
const error = { name: 'ConnectionError', classes: ['NetworkError', 'Error'] };

describe('Another attempt follows a failed one', () => {
  test('until there were as many as the handler allows, and never without retry', () => {
    expect([1, 2, 3, 4].map((failures) => retryFollows(retry, failures, error))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(retryFollows(undefined, 1, error)).toBe(false);
  });

  test('but not after a TerminalError', () => {
    expect(retryFollows(retry, 1, { ...error, terminal: true })).toBe(false);
  });

  test.each([
    ['its own name', ['TypeError', 'ConnectionError'], false, true],
    ['another name', ['TypeError'], false, false],
    ['the name of a class that it extends', ['NetworkError'], false, false],
    ['that, with includeSubclasses', ['NetworkError'], true, true],
    ['its own name, with includeSubclasses', ['ConnectionError'], true, true],
    ['part of its name', ['Connection'], true, false],
  ])('when retryOn lists %s', (_what, retryOn, includeSubclasses, follows) => {
    expect(retryFollows({ ...retry, retryOn, includeSubclasses }, 1, error)).toBe(follows);
  });

  test('an error without classes counts by its name alone', () => {
    const listed = { ...retry, retryOn: ['Error'], includeSubclasses: true };
    expect(retryFollows(listed, 1, { name: 'ConnectionError' })).toBe(false);
  });
});
