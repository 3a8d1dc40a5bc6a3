import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../../../adapters/process-runner/harness/parse-payload.ts';
import { serializeResult } from '../../../../adapters/process-runner/harness/serialize-result.ts';

describe('parsing a payload', () => {
  it.each([
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['9007199254740992', 2n ** 53n],
    ['-9007199254740992', -(2n ** 53n)],
    ['9007199254740993', 2n ** 53n + 1n],
    ['1591844350000000000.0', 1591844350000000000],
    ['1e20', 1e20],
    ['1234567890123456e3', 1234567890123456e3],
    ['0.1234567890123456789', 0.12345678901234568],
    ['"1591844350000000000"', '1591844350000000000'],
    ['[1591844350000000000, 1]', [1591844350000000000n, 1]],
  ])('%s', (text, value) => {
    expect(parsePayload(text)).toEqual(value);
  });

  it('keeps a field named __proto__ a field, with BigInt and without', () => {
    for (const number of ['1', '1591844350000000000']) {
      const parsed = parsePayload(`{"__proto__":{"n":${number}}}`) as object;
      expect(Object.keys(parsed)).toEqual(['__proto__']);
      expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    }
  });

  it('is JSON.parse for whatever has no integer beyond 2^53', () => {
    const values = [
      fc.string(),
      fc.bigInt().map(String),
      fc.maxSafeInteger(),
      fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(true, false, null),
    ];
    fc.assert(
      fc.property(fc.object({ values }), (value) => {
        const text = JSON.stringify(value);
        expect(parsePayload(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('and serializing give back every integer to the last digit', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })), (integers) => {
        const text = `{"integers":[${integers.join(',')}]}`;
        expect(serializeResult(parsePayload(text))).toMatchObject({ ok: true, result: text });
      }),
    );
  });
});
