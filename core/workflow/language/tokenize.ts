import { limits } from '../../contract/limits.ts';
import type { Report } from './report.ts';
import { scanLiteral } from './scan-literal.ts';
import type { Token, TokenContent } from './token.ts';

const name = /[A-Za-z_][\p{L}\p{N}_:-]*/uy;
const notName = /[\p{L}\p{N}_:]*/uy;
const marks: Readonly<Record<string, TokenContent['kind']>> = {
  '→': 'arrow',
  '*': 'star',
  '>': 'merge',
  '?': 'question',
  '|': 'bar',
  '{': 'open',
  '}': 'close',
  '=': 'equals',
  ';': 'semicolon',
};

/** Splits a source into tokens, the last of which is `end`. What is no token is reported, and becomes `bad`. */
export function tokenize(source: string, report: Report): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (true) {
    const start = skipBlanks(source, at);
    const startsLine = tokens.length === 0 || source.slice(at, start).includes('\n');
    if (start >= source.length) {
      tokens.push({ kind: 'end', offset: source.length, length: 0, startsLine: true });
      return tokens;
    }
    const { length, ...content } = nextToken(source, start, report);
    tokens.push({ ...content, offset: start, length, startsLine });
    at = start + length;
  }
}

type Scanned = TokenContent & { readonly length: number };

function nextToken(source: string, offset: number, report: Report): Scanned {
  const character = source[offset]!;
  if (source.startsWith('->', offset)) return { kind: 'arrow', length: 2 };
  const word = nameAt(source, offset, report);
  if (word !== '') return { kind: 'name', value: word, length: word.length };
  if (character === ':' || character === '@') {
    const value = nameAt(source, offset + 1, report);
    if (value === '') return bad(source, offset, report);
    return { kind: character === ':' ? 'label' : 'declare', value, length: value.length + 1 };
  }
  if (character === '`') return scanGuard(source, offset, report);
  if (source.startsWith("'''", offset) || source.startsWith('"""', offset)) {
    return scanDoc(source, offset, report);
  }
  if (character === '(' || character === '<') return scanBracket(source, offset, character, report);
  const kind = marks[character];
  return kind === undefined ? bad(source, offset, report) : ({ kind, length: 1 } as Scanned);
}

/** The name at `offset`, or nothing. Hyphens before `>` are an arrow's: `A->B`. */
function nameAt(source: string, offset: number, report: Report): string {
  name.lastIndex = offset;
  const word = name.exec(source)?.[0] ?? '';
  let length = word.length;
  if (source[offset + length] === '>') while (word[length - 1] === '-') length--;
  if (length > limits.nameLength) {
    const message = `A name has at most ${limits.nameLength} characters; this has ${length}.`;
    report.add('name-too-long', { offset, length }, message);
  }
  return word.slice(0, length);
}

function scanGuard(source: string, offset: number, report: Report): Scanned {
  const end = source.indexOf('`', offset + 1);
  if (end === -1) return unclosed(source, offset, report, 'The guard is not closed: its "`" is missing.');
  return { kind: 'guard', value: source.slice(offset + 1, end), length: end + 1 - offset };
}

function scanDoc(source: string, offset: number, report: Report): Scanned {
  const quotes = source.slice(offset, offset + 3);
  const end = source.indexOf(quotes, offset + 3);
  if (end === -1)
    return unclosed(source, offset, report, `The doc comment is not closed: its ${quotes} is missing.`);
  return { kind: 'doc', value: source.slice(offset + 3, end), length: end + 3 - offset };
}

function scanBracket(source: string, offset: number, bracket: '(' | '<', report: Report): Scanned {
  const literal = scanLiteral(source, offset);
  const [closing, kind] = bracket === '(' ? ([')', 'parameters'] as const) : (['>', 'literal'] as const);
  if (literal === 'unclosed') {
    const inner = source[offset + 1] === '-' ? '-' : source[offset + 1] === '{' ? '}' : ']';
    const what = bracket === '(' ? 'The parameters are' : 'The literal is';
    return unclosed(source, offset, report, `${what} not closed: "${inner}${closing}" is missing.`);
  }
  if (literal !== undefined) return { kind, text: literal.text, length: literal.end - offset };
  return bracket === '<' ? scanResource(source, offset, report) : badParameters(source, offset, report);
}

function scanResource(source: string, offset: number, report: Report): Scanned {
  const line = lineFrom(source, offset);
  const close = line.indexOf('>');
  if (close === -1)
    return unclosed(source, offset, report, 'The resource is not closed: its ">" is missing.');
  const uri = line.slice(1, close);
  const span = { offset, length: close + 1 };
  if (/[\s<]/.test(uri)) {
    report.add('resource-invalid', span, 'A URI has no blanks and no "<". Write a blank as %20.');
  }
  return { kind: 'resource', uri, length: close + 1 };
}

function badParameters(source: string, offset: number, report: Report): Scanned {
  const close = lineFrom(source, offset).indexOf(')');
  const length = close === -1 ? 1 : close + 1;
  report.add(
    'unexpected',
    { offset, length },
    'Found "(", expected parameters: (), ({ JSON }), ([ JSON ]) or (- YAML -).',
  );
  return { kind: 'bad', length };
}

/** From a bracket that nothing closes, the rest of the source is part of it. */
function unclosed(source: string, offset: number, report: Report, message: string): Scanned {
  report.add('unclosed', { offset, length: source.length - offset }, message);
  return { kind: 'bad', length: source.length - offset };
}

const remedies: Readonly<Record<string, string>> = {
  '[': ' A subflow stands in { }.',
  ']': ' A subflow stands in { }.',
  ':': ' A label is ":" and a name: letters, digits, "_", "-" and ":", a letter from A to Z or "_" first.',
  '@': ' A declaration is @flow or @task.',
  '-': ' An arrow is -> or →.',
  ',': ' Statements are separated by ";" or a new line, tasks side by side by "|".',
  '/': ' A comment begins with "#".',
};

function bad(source: string, offset: number, report: Report): Scanned {
  const [character = ''] = source.slice(offset, offset + 2);
  const isWord = /[\p{L}\p{N}]/u.test(character);
  const length =
    isWord || character === ':' ? wordLength(source, offset) : repetitionLength(source, offset, character);
  const remedy = isWord ? ' A name begins with a letter from A to Z or "_".' : (remedies[character] ?? '');
  const found = source.slice(offset, offset + Math.min(length, 40)).toWellFormed();
  report.add('unexpected', { offset, length }, `Found "${found}", which has no meaning here.${remedy}`);
  return { kind: 'bad', length };
}

/** What was meant for a name, with what stands before it. */
function wordLength(source: string, offset: number): number {
  const [first = ''] = source.slice(offset, offset + 2);
  notName.lastIndex = offset + first.length;
  return first.length + (notName.exec(source)?.[0].length ?? 0);
}

/** The same character again is the same error, but for the hyphen of an arrow. */
function repetitionLength(source: string, offset: number, character: string): number {
  let end = offset + character.length;
  while (source.startsWith(character, end) && !source.startsWith('->', end)) end += character.length;
  return end - offset;
}

/** Behind white space and comments. */
function skipBlanks(source: string, from: number): number {
  let at = from;
  while (at < source.length) {
    if (source[at] === '#') at += lineFrom(source, at).length;
    else if (/\s/.test(source[at]!)) at++;
    else break;
  }
  return at;
}

function lineFrom(source: string, offset: number): string {
  const end = source.indexOf('\n', offset);
  return source.slice(offset, end === -1 ? undefined : end);
}
