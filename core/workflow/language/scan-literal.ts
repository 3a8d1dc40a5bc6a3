import type { LiteralText } from './token.ts';

interface ScannedLiteral {
  readonly text: LiteralText;
  /** Behind the closing delimiter. */
  readonly end: number;
}

/** What each way of writing a literal opens and closes with, around parameters and as a source. */
const brackets = {
  '(': { '{': '})', '[': '])', '-': '-)' },
  '<': { '{': '}>', '[': ']>', '-': '->' },
} as const;

/**
 * The literal that begins at `offset`, where `(` or `<` stands.
 *
 * @returns 'unclosed' when nothing closes it, undefined when what follows begins no literal.
 */
export function scanLiteral(source: string, offset: number): ScannedLiteral | 'unclosed' | undefined {
  const outer = source[offset] as '(' | '<';
  const inner = source[offset + 1];
  if (inner === '-') return scanYaml(source, offset, brackets[outer]['-']);
  if (inner === '{' || inner === '[') return scanJson(source, offset, brackets[outer][inner]);
  const next = skipBlanks(source, offset + 1);
  return source[next] === (outer === '(' ? ')' : '>')
    ? { text: { syntax: 'empty' }, end: next + 1 }
    : undefined;
}

/** YAML has no brackets of its own to go by: the first closing delimiter closes. */
function scanYaml(source: string, offset: number, close: string): ScannedLiteral | 'unclosed' {
  const start = offset + 2;
  const end = source.indexOf(close, start);
  if (end === -1) return 'unclosed';
  const column = start - (source.lastIndexOf('\n', offset) + 1);
  const text = { syntax: 'yaml', text: source.slice(start, end), offset: start, column } as const;
  return { text, end: end + close.length };
}

/** JSON reaches to its own closing bracket; where it is malformed, to the first closing delimiter. */
function scanJson(source: string, offset: number, close: string): ScannedLiteral | 'unclosed' {
  const start = offset + 1;
  const json = (end: number) => ({ syntax: 'json', text: source.slice(start, end), offset: start }) as const;
  const balanced = balancedEnd(source, start);
  if (balanced !== undefined) {
    const next = skipBlanks(source, balanced);
    if (source[next] === close[1]) return { text: json(balanced), end: next + 1 };
  }
  const end = source.indexOf(close, start + 1);
  return end === -1 ? 'unclosed' : { text: json(end + 1), end: end + 2 };
}

const pairs: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** Behind the bracket that closes the one at `start`; undefined when brackets or strings do not match. */
export function balancedEnd(source: string, start: number): number | undefined {
  const expected: string[] = [];
  for (let at = start; at < source.length; at++) {
    const character = source[at]!;
    const closing = pairs[character];
    if (closing !== undefined) expected.push(closing);
    else if (character === '"') {
      at = stringEnd(source, at);
      if (at === -1) return undefined;
    } else if (character === '}' || character === ']') {
      if (expected.pop() !== character) return undefined;
      if (expected.length === 0) return at + 1;
    }
  }
  return undefined;
}

/** Where the string that begins at `start` has its closing quote; -1 when its line ends first. */
function stringEnd(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '"') return at;
    if (source[at] === '\n') return -1;
    if (source[at] === '\\') at++;
  }
  return -1;
}

function skipBlanks(source: string, from: number): number {
  let at = from;
  while (at < source.length && /\s/.test(source[at]!)) at++;
  return at;
}
