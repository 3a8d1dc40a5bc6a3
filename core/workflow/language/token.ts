import type { Span } from './span.ts';

/** One token; `startsLine` tells that it is the first on its line. */
export type Token = Span & { readonly startsLine: boolean } & TokenContent;

export type TokenContent =
  | { [Kind in Mark]: { readonly kind: Kind } }[Mark]
  | { readonly kind: 'name'; readonly value: string }
  /** Without the `:`. */
  | { readonly kind: 'label'; readonly value: string }
  /** Without the `@`. */
  | { readonly kind: 'declare'; readonly value: string }
  /** What stands between the backquotes. */
  | { readonly kind: 'guard'; readonly value: string }
  /** What stands between the triple quotes. */
  | { readonly kind: 'doc'; readonly value: string }
  | { readonly kind: 'resource'; readonly uri: string }
  /** `(…)` after a task. */
  | { readonly kind: 'parameters'; readonly text: LiteralText }
  /** `<…>` at the start of a statement. */
  | { readonly kind: 'literal'; readonly text: LiteralText };

type Mark =
  | 'arrow'
  | 'star'
  | 'merge'
  | 'question'
  | 'bar'
  | 'open'
  | 'close'
  | 'equals'
  | 'semicolon'
  /** Nothing of the language; reported already. */
  | 'bad'
  | 'end';

/** The text of a literal, with where it stands in the source; the brackets of JSON belong to it. */
export type LiteralText =
  | { readonly syntax: 'empty' }
  | { readonly syntax: 'json'; readonly text: string; readonly offset: number }
  /** `column` counts the characters before it on its line. */
  | { readonly syntax: 'yaml'; readonly text: string; readonly offset: number; readonly column: number };
