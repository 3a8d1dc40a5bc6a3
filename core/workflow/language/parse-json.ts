import { limits } from '../../contract/limits.ts';
import { inexactNumber } from './inexact-number.ts';
import { type LiteralProblem, LiteralStopped } from './literal-problem.ts';

const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringPart = /[^"\\\p{Cc}]+|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/uy;
const blanks = /[ \t\r\n]*/y;

/**
 * Parses JSON (RFC 8259). Unlike `JSON.parse` it says of any malformed text where it is wrong and what was expected there, and
 * refuses an object that has a key twice and a number that would lose digits.
 */
export function parseJson(text: string): { readonly value: unknown } | { readonly problem: LiteralProblem } {
  let at = 0;

  try {
    const value = readValue(1);
    skip(blanks);
    if (at < text.length) throw expected('the end');
    return { value };
  } catch (error) {
    if (error instanceof LiteralStopped) return { problem: error.problem };
    throw error;
  }

  function readValue(depth: number): unknown {
    if (depth > limits.payloadDepth) throw invalid(at, 1, `It has more than ${limits.payloadDepth} levels.`);
    skip(blanks);
    if (text[at] === '{') return readObject(depth);
    if (text[at] === '[') return readList(depth);
    if (text[at] === '"') return readString();
    const start = at;
    if (skip(number)) return exactNumber(start);
    const word = Object.keys(words).find((candidate) => text.startsWith(candidate, at));
    if (word === undefined) throw expected('a value', text[at] === "'" ? ' Strings take double quotes.' : '');
    at += word.length;
    return words[word];
  }

  function readObject(depth: number): unknown {
    const entries = new Map<string, unknown>();
    at++;
    skip(blanks);
    if (text[at] === '}') return closed({});
    while (true) {
      skip(blanks);
      const start = at;
      if (text[at] !== '"') throw expected('a key in double quotes');
      const key = readString();
      if (entries.has(key)) throw invalid(start, at - start, `The key "${key}" is there already.`);
      skip(blanks);
      if (text[at] !== ':') throw expected('":"');
      at++;
      entries.set(key, readValue(depth + 1));
      skip(blanks);
      // Not by assignment: "__proto__" is a key like any other.
      if (text[at] === '}') return closed(Object.fromEntries(entries));
      if (text[at] !== ',') throw expected('"," or "}"');
      at++;
    }
  }

  function readList(depth: number): unknown {
    const items: unknown[] = [];
    at++;
    skip(blanks);
    if (text[at] === ']') return closed(items);
    while (true) {
      items.push(readValue(depth + 1));
      skip(blanks);
      if (text[at] === ']') return closed(items);
      if (text[at] !== ',') throw expected('"," or "]"');
      at++;
    }
  }

  function readString(): string {
    const start = at++;
    while (skip(stringPart));
    if (text[at] === '\\') throw invalid(at, 2, `"${text.slice(at, at + 2)}" is no escape of JSON.`);
    if (text[at] !== '"') throw invalid(start, at - start, 'The string is not closed on its line.');
    at++;
    return JSON.parse(text.slice(start, at)) as string;
  }

  function exactNumber(start: number): number {
    const digits = text.slice(start, at);
    const message = inexactNumber(digits);
    if (message === undefined) return Number(digits);
    throw new LiteralStopped({ code: 'number-inexact', offset: start, length: digits.length, message });
  }

  function closed<T>(value: T): T {
    at++;
    return value;
  }

  /** Whether something matched. */
  function skip(pattern: RegExp): boolean {
    const start = at;
    pattern.lastIndex = at;
    at += pattern.exec(text)?.[0].length ?? 0;
    return at > start;
  }

  function expected(what: string, remedy = ''): LiteralStopped {
    const [character] = text.slice(at, at + 2);
    const found = character === undefined ? 'the end' : JSON.stringify(character);
    return invalid(at, character?.length ?? 0, `Found ${found}, expected ${what}.${remedy}`);
  }

  function invalid(offset: number, length: number, message: string): LiteralStopped {
    return new LiteralStopped({
      code: 'json-invalid',
      offset,
      length,
      message: `This is not JSON: ${message}`,
    });
  }
}
