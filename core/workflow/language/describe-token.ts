import type { Token } from './token.ts';

/** A token as an error names it. */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case 'name':
      return `the task ${token.value}`;
    case 'label':
      return `the label :${token.value}`;
    case 'declare':
      return `the declaration @${token.value}`;
    case 'resource':
      return `the resource <${token.uri}>`;
    case 'guard':
      return 'a guard';
    case 'doc':
      return 'a doc comment';
    case 'parameters':
      return 'parameters';
    case 'literal':
      return 'a literal';
    case 'end':
      return 'the end';
    default:
      return marks[token.kind];
  }
}

const marks = {
  arrow: '"→"',
  star: '"*"',
  merge: '">"',
  question: '"?"',
  bar: '"|"',
  open: '"{"',
  close: '"}"',
  equals: '"="',
  semicolon: '";"',
  bad: 'nothing of the language',
} as const;
