import { parseJson } from '../language/parse-json.ts';
import { balancedEnd } from '../language/scan-literal.ts';
import type { Span } from '../language/span.ts';
import {
  type Comparison,
  type Operand,
  type Path,
  type PathFunction,
  type PathStep,
  pathFunctions,
  type Subscript,
  type Test,
} from './path.ts';

/** What is wrong with a guard, and where in its text. */
export interface GuardProblem extends Span {
  readonly message: string;
}

/** Filters, parentheses and paths inside one another. */
const MAX_DEPTH = 32;

const blanks = /\s*/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const integer = /-?(?:0|[1-9]\d{0,14})/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const comparison = /!=|<=|>=|<|>|=|contains\b/y;
const singleQuoted = /'(?:[^'\\]|\\.)*'/uy;
const doubleQuoted = /"(?:[^"\\]|\\.)*"/uy;
const keyword = { and: /and\b/y, or: /or\b/y, not: /not\b/y } as const;

/** What other dialects write. */
const foreign: readonly (readonly [string, string])[] = [
  ['==', 'Equality is "=".'],
  ['&&', 'Write "and".'],
  ['||', 'Write "or".'],
  ['!', 'Write "not".'],
];

class Stopped extends Error {
  readonly problem: GuardProblem;

  constructor(problem: GuardProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Parses a guard of the JSONPath dialect: a path from `$`. */
export function parsePath(text: string): { readonly path: Path } | { readonly problem: GuardProblem } {
  let at = 0;

  try {
    skipBlanks();
    if (text[at] !== '$') throw expected('"$", the input', 'A JSONata guard stands in {% %}.');
    const path = readPath(1);
    skipBlanks();
    if (at < text.length) throw expected('the end of the path');
    return { path };
  } catch (error) {
    if (error instanceof Stopped) return { problem: error.problem };
    throw error;
  }

  function readPath(depth: number): Path {
    if (depth > MAX_DEPTH) throw stop(at, 1, `It has more than ${MAX_DEPTH} levels.`);
    const from = text[at++] as Path['from'];
    const steps: PathStep[] = [];
    while (true) {
      skipBlanks();
      const descend = take('..');
      skipBlanks();
      if (!descend && take('.')) steps.push({ descend, subscripts: [readBareword(depth)] });
      else if (take('[')) steps.push({ descend, subscripts: readSubscripts(depth) });
      else if (descend) steps.push({ descend, subscripts: [readBareword(depth)] });
      else return { from, steps };
    }
  }

  function readBareword(depth: number): Subscript {
    skipBlanks();
    if (take('*')) return { kind: 'all' };
    const start = at;
    const name = match(word);
    if (name === '') throw expected('a key, "*" or "["');
    if (text[at] === '-') {
      throw stop(
        start,
        at + 1 - start,
        'A key with other characters than letters, digits and "_" stands in ["…"].',
      );
    }
    const args = readArguments(depth);
    return args === undefined ? { kind: 'key', key: name } : call(name, args, start);
  }

  function readSubscripts(depth: number): Subscript[] {
    const subscripts: Subscript[] = [];
    do subscripts.push(readSubscript(depth));
    while (takeMark(','));
    if (!takeMark(']')) throw expected('"," or "]"');
    return subscripts;
  }

  function readSubscript(depth: number): Subscript {
    skipBlanks();
    const start = at;
    if (take('*')) return { kind: 'all' };
    if (text[at] === '"' || text[at] === "'") return { kind: 'key', key: readString() };
    if (text[at] === '$' || text[at] === '@') return { kind: 'lookup', path: readPath(depth + 1) };
    if (take('?')) {
      if (!takeMark('(')) throw expected('"("', 'A filter is [?(…)].');
      const test = readAnd(depth + 1);
      if (!takeMark(')')) throw expected('")", "and", "or" or a comparison');
      return { kind: 'filter', test };
    }
    const name = match(word);
    if (name !== '') {
      const args = readArguments(depth);
      if (args === undefined) throw stop(start, name.length, `A key takes quotes here: ["${name}"].`);
      return call(name, args, start);
    }
    const first = readInteger();
    if (!takeMark(':')) {
      if (first === null) throw expected('a key in quotes, an index, a slice, "*" or a filter');
      return { kind: 'index', index: first };
    }
    const end = readInteger();
    const stepAt = at;
    const step = takeMark(':') ? (readInteger() ?? 1) : 1;
    if (step === 0) throw stop(stepAt, at - stepAt, 'The step of a slice is not 0.');
    return { kind: 'slice', start: first, end, step };
  }

  function readInteger(): number | null {
    skipBlanks();
    const digits = match(integer);
    if (digits === '') return null;
    if (/[\d.eE]/.test(text[at] ?? '')) throw expected('a whole number of at most 15 digits');
    return Number(digits);
  }

  /** Undefined without parentheses. */
  function readArguments(depth: number): Operand[] | undefined {
    if (!takeMark('(')) return undefined;
    if (takeMark(')')) return [];
    const args: Operand[] = [];
    do args.push(readOperand(depth));
    while (takeMark(','));
    if (!takeMark(')')) throw expected('"," or ")"');
    return args;
  }

  function call(name: string, args: readonly Operand[], start: number): Subscript {
    if (isFunction(name)) return { kind: 'call', name, args };
    throw stop(start, name.length, `There is no function ${name}. There are ${pathFunctions.join(', ')}.`);
  }

  // "or" binds closer than "and": so it is in jsonpath2, whose dialect this is.
  function readAnd(depth: number): Test {
    let test = readOr(depth);
    while (takeWord('and')) test = { kind: 'and', left: test, right: readOr(depth) };
    return test;
  }

  function readOr(depth: number): Test {
    let test = readNot(depth);
    while (takeWord('or')) test = { kind: 'or', left: test, right: readNot(depth) };
    return test;
  }

  function readNot(depth: number): Test {
    if (depth > MAX_DEPTH) throw stop(at, 1, `It has more than ${MAX_DEPTH} levels.`);
    if (takeWord('not')) return { kind: 'not', test: readNot(depth + 1) };
    if (takeMark('(')) {
      const test = readAnd(depth + 1);
      if (!takeMark(')')) throw expected('")", "and", "or" or a comparison');
      return test;
    }
    const left = readOperand(depth);
    skipBlanks();
    const wrong = foreign.find(([mark]) => text.startsWith(mark, at) && !text.startsWith('!=', at));
    if (wrong !== undefined) throw stop(at, wrong[0].length, `Found "${wrong[0]}". ${wrong[1]}`);
    const operator = match(comparison) as Comparison | '';
    if (operator === '') return { kind: 'some', operand: left };
    if (text[at] === '=') throw stop(at - 1, 2, 'Found "==". Equality is "=".');
    return { kind: 'compare', operator, left, right: readOperand(depth) };
  }

  function readOperand(depth: number): Operand {
    skipBlanks();
    if (text[at] === '$' || text[at] === '@') return { kind: 'path', path: readPath(depth + 1) };
    return { kind: 'value', value: readValue() };
  }

  function readValue(): unknown {
    const start = at;
    if (text[at] === '"' || text[at] === "'") return readString();
    if (text[at] === '{' || text[at] === '[') {
      at = balancedEnd(text, at) ?? text.length;
      return json(start, at);
    }
    if (match(number) !== '') return json(start, at);
    const name = match(word);
    if (name === 'true' || name === 'false' || name === 'null') return json(start, at);
    at = start;
    throw expected('a path from "@" or "$", or a JSON value', name === '' ? undefined : 'Text takes quotes.');
  }

  function readString(): string {
    const start = at;
    if (match(doubleQuoted) !== '') return json(start, at) as string;
    const quoted = match(singleQuoted);
    if (quoted === '') throw stop(start, text.length - start, 'The string is not closed.');
    const inner = quoted.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"');
    const read = parseJson(`"${inner}"`);
    if ('problem' in read) throw stop(start, quoted.length, read.problem.message);
    return read.value as string;
  }

  function json(start: number, end: number): unknown {
    const read = parseJson(text.slice(start, end));
    if ('value' in read) return read.value;
    throw stop(start + read.problem.offset, read.problem.length, read.problem.message);
  }

  function take(mark: string): boolean {
    if (!text.startsWith(mark, at)) return false;
    at += mark.length;
    return true;
  }

  function takeMark(mark: string): boolean {
    skipBlanks();
    return take(mark);
  }

  function takeWord(name: keyof typeof keyword): boolean {
    skipBlanks();
    return match(keyword[name]) !== '';
  }

  function skipBlanks(): void {
    match(blanks);
  }

  function match(pattern: RegExp): string {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  }

  function expected(what: string, remedy?: string): Stopped {
    skipBlanks();
    const wrong = foreign.find(([mark]) => text.startsWith(mark, at));
    const [character] = text.slice(at, at + 2);
    const found = wrong?.[0] ?? character;
    const advice = remedy ?? wrong?.[1];
    return stop(
      at,
      found?.length ?? 0,
      `Found ${found === undefined ? 'the end' : `"${found}"`}, expected ${what}.${advice === undefined ? '' : ` ${advice}`}`,
    );
  }

  function stop(offset: number, length: number, message: string): Stopped {
    return new Stopped({ offset, length, message });
  }
}

function isFunction(name: string): name is PathFunction {
  return pathFunctions.some((known) => known === name);
}
