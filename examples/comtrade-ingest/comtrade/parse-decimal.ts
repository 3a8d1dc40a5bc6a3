/** An exact number, `numerator / denominator`; the denominator is positive. */
export interface Decimal {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Reads a decimal such as `4800`, `-0.5` or `1.0E+03` without losing a digit; undefined when it is not one. The
 * standard gives such fields 32 characters; more, or an exponent beyond 30, is refused, which also keeps hostile
 * files from asking for huge integers.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null || text.length > 32) return undefined;
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  const digits = whole + fraction;
  const exponent = Number(exponentText);
  if (digits === '' || Math.abs(exponent) > 30) return undefined;
  const value = BigInt(digits) * (sign === '-' ? -1n : 1n);
  const power = exponent - fraction.length;
  return power >= 0
    ? { numerator: value * 10n ** BigInt(power), denominator: 1n }
    : { numerator: value, denominator: 10n ** BigInt(-power) };
}
