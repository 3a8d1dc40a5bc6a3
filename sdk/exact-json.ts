import { parse, stringify } from 'lossless-json';
import { HooklineClientError } from './client-error.ts';

/** Shorter runs of digits hold no integer beyond 2^53 - 1 = 9007199254740991. */
const MAYBE_BIG = /\d{16}/;
const INTEGER = /^-?\d+$/;

/** Parses JSON; integers beyond 2^53 become BigInt, to the last digit. */
export function parseExactly(text: string): unknown {
  return MAYBE_BIG.test(text) ? parse(text, undefined, readNumber) : JSON.parse(text);
}

function readNumber(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) || !INTEGER.test(digits) ? number : BigInt(digits);
}

/**
 * Writes JSON as `JSON.stringify` does, a BigInt as an integer.
 *
 * @param what what to call the value in the error; its first word is the field.
 * @throws {HooklineClientError} `invalid-argument` when there is no JSON for it.
 */
export function writeExactly(value: unknown, what: string): string {
  let json: string | undefined;
  let cause: unknown;
  try {
    json = stringify(value);
  } catch (error) {
    cause = error;
  }
  if (json === undefined) {
    const message = `The ${what} cannot be written as JSON${cause instanceof Error ? `: ${cause.message}` : ''}. Give plain values.`;
    throw new HooklineClientError('invalid-argument', message, { field: what, cause });
  }
  return json;
}
