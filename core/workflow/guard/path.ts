/** A path of the guards' JSONPath dialect, parsed. */
export interface Path {
  /** `$`, the whole input, or `@`, the value that a filter tests. */
  readonly from: '$' | '@';
  readonly steps: readonly PathStep[];
}

/** `[a, b]`, and with `descend` `..[a, b]`. */
export interface PathStep {
  readonly descend: boolean;
  readonly subscripts: readonly Subscript[];
}

export type Subscript =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | {
      readonly kind: 'slice';
      readonly start: number | null;
      readonly end: number | null;
      readonly step: number;
    }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly test: Test }
  /** The key or index that the path gives. */
  | { readonly kind: 'lookup'; readonly path: Path }
  | { readonly kind: 'call'; readonly name: PathFunction; readonly args: readonly Operand[] };

export const pathFunctions = ['length', 'keys', 'values', 'entries', 'charAt', 'substring'] as const;

export type PathFunction = (typeof pathFunctions)[number];

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: unknown };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains';

export type Test =
  | { readonly kind: 'and' | 'or'; readonly left: Test; readonly right: Test }
  | { readonly kind: 'not'; readonly test: Test }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'some'; readonly operand: Operand };
