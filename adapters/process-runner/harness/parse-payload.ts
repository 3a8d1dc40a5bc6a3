const { parse } = JSON;
const { isSafeInteger } = Number;
const { apply } = Reflect;
const { test } = RegExp.prototype;
const Big = BigInt;

/** Shorter runs of digits hold no integer beyond 2^53 - 1 = 9007199254740991. */
const MAYBE_BIG = /\d{16}/;
const INTEGER = /^-?\d+$/;

/**
 * Parses a payload. Integers outside ±(2^53 - 1) become BigInt, to the last digit; everything else is as
 * `JSON.parse` has it, so `1e20` and `12345678901234567890.5` stay numbers.
 *
 * The reviver's third argument is https://github.com/tc39/proposal-json-parse-with-source.
 */
export function parsePayload(text: string): unknown {
  if (!apply(test, MAYBE_BIG, [text])) return parse(text);
  return (parse as ParseWithSource)(text, (_key, value, context) =>
    typeof value === 'number' && !isSafeInteger(value) && apply(test, INTEGER, [context.source])
      ? Big(context.source as string)
      : value,
  );
}

type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;
