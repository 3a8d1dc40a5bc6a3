/** Shorter runs of digits, and numbers without a fraction or an exponent, come through a double unchanged. */
const MAYBE_INEXACT = /\d{16}|\d[.eE]/;

/**
 * Parses JSON so that `JSON.stringify` gives every number back as it was written: numbers that a double would change become
 * raw JSON (https://github.com/tc39/proposal-json-parse-with-source).
 *
 * @throws {SyntaxError} like `JSON.parse`.
 */
export function parseExactly(text: string): unknown {
  if (!MAYBE_INEXACT.test(text)) return JSON.parse(text);
  const { parse, rawJSON } = JSON as unknown as JsonWithSource;
  return parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value,
  );
}

interface JsonWithSource {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
