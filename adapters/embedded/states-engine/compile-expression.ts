import { type Objection, objectionTo, type Readable } from './check-expression.ts';
import { FALLBACK } from './compile-plain.ts';
import { queryFailed, StateFailed } from './failure.ts';
import type { Json } from './json.ts';
import type { Evaluate } from './machine.ts';
import type { ParsedExpression, ParseExpression } from './parse-expression.ts';
import { contextOf, type Scope, variablesOf } from './scope.ts';

/** What compiling needs to know of the machine around an expression. */
export interface ExpressionSetting {
  readonly parse: ParseExpression;
  /** Names of all variables that the machine assigns. */
  readonly assigned: ReadonlySet<string>;
}

/**
 * Compiles the inside of a `{% %}` once, for any number of evaluations.
 *
 * @param location the field, as a failure names it: `Output/a/b[0]`
 * @param refuse called with what is wrong when the expression cannot be accepted
 */
export function compileExpression(
  source: string,
  location: string,
  readable: Readable,
  setting: ExpressionSetting,
  refuse: (objection: Objection) => never,
): Evaluate {
  const expression = parse(source, setting, refuse);
  const objection = objectionTo(expression.ast, readable);
  if (objection !== undefined) refuse(objection);
  const evaluateFully = async (scope: Scope): Promise<Json> => {
    try {
      const bindings = { ...variablesOf(scope.branch), states: statesOf(scope) };
      return plainJson(await expression.evaluate(bindings), source, location);
    } catch (thrown) {
      throw thrown instanceof StateFailed ? thrown : queryFailed(location, explain(thrown, source, location));
    }
  };
  const plain = expression.plain(setting.assigned);
  if (plain === undefined) return evaluateFully;
  return (scope) => {
    const value = plain(scope);
    if (value === FALLBACK) return evaluateFully(scope);
    if (value === undefined) throw nothing(source, location);
    return value;
  };
}

function parse(
  source: string,
  setting: ExpressionSetting,
  refuse: (objection: Objection) => never,
): ParsedExpression {
  try {
    return setting.parse(source);
  } catch (thrown) {
    return refuse({
      problem: `The JSONata expression cannot be parsed: ${messageOf(thrown)}.`,
      remedy: 'Correct it; https://try.jsonata.org shows where it breaks.',
    });
  }
}

function statesOf(scope: Scope): object {
  return {
    input: scope.input,
    context: contextOf(scope),
    ...(scope.result === undefined ? {} : { result: scope.result }),
    ...(scope.errorOutput === undefined ? {} : { errorOutput: scope.errorOutput }),
  };
}

/** Copies a result into plain JSON: jsonata marks its sequences, and may return functions. */
function plainJson(value: unknown, source: string, location: string): Json {
  switch (typeof value) {
    case 'undefined':
      throw nothing(source, location);
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map((part) => plainJson(part, source, location));
      if (!isFunction(value)) {
        const copy: Record<string, Json> = {};
        for (const [field, part] of Object.entries(value)) {
          if (part !== undefined) copy[field] = plainJson(part, source, location);
        }
        return copy;
      }
      break;
    default:
  }
  const kind = typeof value === 'number' ? String(value) : 'a function';
  throw queryFailed(
    location,
    `The JSONata expression '${source}' specified for the field '${location}' returned ${kind}, which is not JSON.`,
  );
}

/** How jsonata represents lambdas and built-in functions. */
function isFunction(value: object): boolean {
  return '_jsonata_function' in value || '_jsonata_lambda' in value;
}

function nothing(source: string, location: string): StateFailed {
  return queryFailed(
    location,
    `The JSONata expression '${source}' specified for the field '${location}' returned nothing (undefined).`,
  );
}

function explain(thrown: unknown, source: string, location: string): string {
  return `The JSONata expression '${source}' specified for the field '${location}' threw an error during evaluation. ${messageOf(thrown)}`;
}

/** jsonata throws plain objects with a code and a message. */
function messageOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { code, message } = thrown as { code?: unknown; message?: unknown };
  return [code, message].filter((part) => typeof part === 'string').join(': ');
}
