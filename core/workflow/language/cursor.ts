import type { Token } from './token.ts';

/** Where the parser is in the tokens. */
export interface Cursor {
  /** The token `ahead` places on; the last, `end`, for good. */
  peek(ahead?: number): Token;
  /** The same token, and goes past it. */
  next(): Token;
  /** The token if it is of the kind, and goes past it. */
  take<K extends Token['kind']>(kind: K): Extract<Token, { kind: K }> | undefined;
}

export function openCursor(tokens: readonly Token[]): Cursor {
  let at = 0;
  const peek = (ahead = 0) => tokens[Math.min(at + ahead, tokens.length - 1)]!;
  const next = () => {
    const token = peek();
    at++;
    return token;
  };
  return {
    peek,
    next,
    take<K extends Token['kind']>(kind: K) {
      return peek().kind === kind ? (next() as Extract<Token, { kind: K }>) : undefined;
    },
  };
}
