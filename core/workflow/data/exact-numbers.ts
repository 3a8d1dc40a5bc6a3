import { inexactNumber } from '../language/inexact-number.ts';

/** Shorter runs of digits, and smaller exponents, come through a double unchanged. */
const MAYBE_INEXACT = /\d{16}|[eE]\+?\d{3}/;

/**
 * Parses JSON that comes into a workflow where nobody is there to be told that a number of it would lose digits (events, answers to
 * requests, what handlers give): such a number becomes a string of its digits. All others are numbers.
 *
 * @throws {SyntaxError} like `JSON.parse`.
 */
export function parseKeepingDigits(text: string): unknown {
  return MAYBE_INEXACT.test(text) ? parseWith(text, (written) => written) : JSON.parse(text);
}

/**
 * The first number of a JSON text that would lose digits, as where it stands and what is wrong with it; undefined when there is none, or no
 * JSON.
 */
export function findInexactNumber(
  text: string,
): { readonly path: readonly (string | number)[]; readonly message: string } | undefined {
  if (!MAYBE_INEXACT.test(text)) return undefined;
  const messages = new Map<unknown, string>();
  let value: unknown;
  try {
    value = parseWith(text, (_, message) => {
      const mark = {};
      messages.set(mark, message);
      return mark;
    });
  } catch {
    return undefined;
  }
  return messages.size === 0 ? undefined : findMark(value, messages, []);
}

function findMark(
  value: unknown,
  messages: ReadonlyMap<unknown, string>,
  path: readonly (string | number)[],
): ReturnType<typeof findInexactNumber> {
  const message = messages.get(value);
  if (message !== undefined) return { path, message };
  if (typeof value !== 'object' || value === null) return undefined;
  const isList = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    const found = findMark(item, messages, [...path, isList ? Number(key) : key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parseWith(text: string, inexact: (written: string, message: string) => unknown): unknown {
  const { parse } = JSON as unknown as JsonWithSource;
  return parse(text, (_key, value, { source }) => {
    const message =
      typeof value === 'number' && source !== undefined && String(value) !== source
        ? inexactNumber(source)
        : undefined;
    return message === undefined ? value : inexact(source!, message);
  });
}

/** https://github.com/tc39/proposal-json-parse-with-source */
interface JsonWithSource {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
}
