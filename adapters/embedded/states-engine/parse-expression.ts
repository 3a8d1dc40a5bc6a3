import jsonata from 'jsonata';
import { compilePlain, type Plain } from './compile-plain.ts';
import type { ExpressionNode } from './expression-node.ts';
import { registerFunctions, type Surroundings } from './jsonata-functions.ts';

/** An expression, for all places of all machines in which it stands. */
export interface ParsedExpression {
  readonly ast: ExpressionNode;
  /** Undefined when it takes the jsonata package. */
  plain(assigned: ReadonlySet<string>): Plain | undefined;
  /** With the jsonata package. Rejects with what it throws. */
  evaluate(bindings: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** @throws what the jsonata package does */
export type ParseExpression = (source: string) => ParsedExpression;

/** An evaluation may take 5 seconds, nest 1,000 levels deep and build a million elements; then the state fails. */
const LIMITS = { timeout: 5_000, stack: 1_000, sequence: 1_000_000 };

/** Texts of expressions that are remembered. Those beyond are parsed again by the next machine that has them. */
const REMEMBERED = 1_000;

/**
 * Parses each text once: documents of workflows repeat few of them hundreds of times. The package's own object, of some 14 kB, is
 * made when a value first needs it.
 */
export function expressionParser(surroundings: Surroundings): ParseExpression {
  const known = new Map<string, ParsedExpression>();
  return (source) => {
    let parsed = known.get(source);
    if (parsed === undefined) {
      parsed = parseOnce(source, surroundings);
      if (known.size >= REMEMBERED) known.delete(known.keys().next().value!);
      known.set(source, parsed);
    }
    return parsed;
  };
}

function parseOnce(source: string, surroundings: Surroundings): ParsedExpression {
  const ast: ExpressionNode = jsonata(source).ast();
  const none: ReadonlySet<string> = new Set();
  const withoutVariables = compilePlain(ast, none);
  let full: jsonata.Expression | undefined;
  return {
    ast,
    plain: (assigned) => (assigned.size === 0 ? withoutVariables : compilePlain(ast, assigned)),
    evaluate(bindings) {
      if (full === undefined) {
        full = jsonata(source, LIMITS);
        registerFunctions(full, surroundings);
      }
      return full.evaluate(undefined, bindings);
    },
  };
}
