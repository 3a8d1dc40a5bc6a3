import type { Cursor } from './cursor.ts';
import type { Token } from './token.ts';

const begins: ReadonlySet<Token['kind']> = new Set([
  'name',
  'label',
  'literal',
  'resource',
  'open',
  'star',
  'merge',
  'question',
]);

/**
 * After an error: goes to where the next statement seems to begin, behind ";" or on a line of its own. Subflows are skipped whole.
 *
 * @param start the first token of the statement with the error.
 */
export function skipStatement(cursor: Cursor, start: Token): void {
  let depth = 0;
  while (true) {
    const token = cursor.peek();
    if (token.kind === 'end') return;
    if (depth === 0) {
      if (token.kind === 'close') return;
      if (token.kind === 'semicolon') {
        cursor.next();
        return;
      }
      const isNext = token.kind === 'declare' || (token.startsLine && begins.has(token.kind));
      if (token !== start && isNext) return;
    }
    if (token.kind === 'open') depth++;
    if (token.kind === 'close') depth--;
    cursor.next();
  }
}
