import { describe, expect, test } from 'vitest';
import { findInexactNumber, parseKeepingDigits } from '../../../../core/workflow/data/exact-numbers.ts';
import { resultOfRun } from '../../../../core/workflow/handler/result-of-run.ts';
import { requestOutput } from '../../../../core/workflow/request/request-output.ts';

/** Through a double, 2^53 + 1 is 2^53. */
const inexact = '9007199254740993';

describe('JSON that flows through a workflow', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992],
    ['100000000000000000000', 1e20],
    ['0.1234567890123456789', 0.12345678901234568],
    ['1e21', 1e21],
    [`"${inexact}"`, inexact],
    [`{"${inexact}": 1}`, { [inexact]: 1 }],
    ['[1.50, null, true]', [1.5, null, true]],
  ])('has %s as it is', (text, value) => {
    expect(parseKeepingDigits(text)).toEqual(value);
    expect(findInexactNumber(text)).toBeUndefined();
  });

  test.each([
    [inexact, inexact, []],
    ['-12345678901234567891', '-12345678901234567891', []],
    ['1e400', '1e400', []],
    [`{"a": [1, {"b c": ${inexact}}]}`, { a: [1, { 'b c': inexact }] }, ['a', 1, 'b c']],
    [`[[], ${inexact}, ${inexact}]`, [[], inexact, inexact], [1]],
  ])('has %s with its digits, and says where it is', (text, value, path) => {
    expect(parseKeepingDigits(text)).toEqual(value);
    expect(findInexactNumber(text)).toEqual({ path, message: expect.stringContaining('as a string') });
  });

  test('has "__proto__" for a key like any other', () => {
    const text = `{"__proto__": ${inexact}}`;
    expect(Object.entries(parseKeepingDigits(text) as object)).toEqual([['__proto__', inexact]]);
    expect(findInexactNumber(text)).toMatchObject({ path: ['__proto__'] });
  });

  test('keeps the digits of what a handler returns and of what a request is answered', () => {
    const text = `{"id": ${inexact}}`;
    expect(
      resultOfRun({
        ok: true,
        result: text,
        resultType: 'json',
        resultCut: false,
        output: '',
        durationMs: 1,
      }),
    ).toEqual({
      output: { id: inexact },
    });
    const answer = { status: 200, headers: {}, body: text };
    expect(requestOutput({}, { outputModes: ['response_json'] }, answer)).toEqual({
      output: { response: { id: inexact } },
    });
  });

  test('that is none is left to who reads it', () => {
    expect(findInexactNumber(`{"a": ${inexact}`)).toBeUndefined();
    expect(() => parseKeepingDigits(`{"a": ${inexact}`)).toThrow(SyntaxError);
  });
});
