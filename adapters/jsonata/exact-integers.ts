import { ExpressionFailed } from '../../core/ports/expressions.ts';

/** Integers of a payload that JavaScript's numbers would round, by where they are and by what they are rounded to. */
export interface ExactIntegers {
  readonly at: WeakMap<object, Map<string, string>>;
  /** Null when two integers are rounded to the same number. */
  readonly of: Map<number, string | null>;
}

/** Matches every text that contains an integer outside ±(2^53 - 1). */
const MAYBE_BIG = /\d{16}/;
const INTEGER = /^-?\d+$/;

const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** Parses JSON; integers beyond 2^53 - 1 are rounded for the expression, and noted to be written out again. */
export function parseNotingIntegers(json: string): { value: unknown; exact: ExactIntegers | undefined } {
  if (!MAYBE_BIG.test(json)) return { value: JSON.parse(json), exact: undefined };
  const exact: ExactIntegers = { at: new WeakMap(), of: new Map() };
  // The third argument is https://github.com/tc39/proposal-json-parse-with-source.
  function note(this: object, key: string, value: unknown, context?: { source?: string }): unknown {
    const source = context?.source;
    if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
    if (!INTEGER.test(source)) return value;
    const fields = exact.at.get(this) ?? new Map<string, string>();
    exact.at.set(this, fields.set(key, source));
    const other = exact.of.get(value);
    exact.of.set(value, other === undefined || other === source ? source : null);
    return value;
  }
  return { value: JSON.parse(json, note), exact };
}

/**
 * JSON with all digits of the integers that an expression selected: those of an object or list of the payload by where they
 * are, others by their number. `list` and `index`: where the value itself is.
 */
export function writeExactly(
  value: unknown,
  exact: ExactIntegers | undefined,
  list: object = {},
  index = 0,
): string {
  if (exact === undefined) return JSON.stringify(value);
  return JSON.stringify(value, function (this: object, key: string, part: unknown) {
    if (typeof part !== 'number' || Number.isSafeInteger(part)) return part;
    const place = part === value ? exact.at.get(list)?.get(String(index)) : exact.at.get(this)?.get(key);
    const digits = place ?? exact.of.get(part);
    if (digits === null) {
      throw new ExpressionFailed(
        `It selects an integer by itself that JavaScript cannot tell from another of the input (${part}). Select the object that holds it.`,
      );
    }
    return digits === undefined ? part : rawJSON(digits);
  });
}
