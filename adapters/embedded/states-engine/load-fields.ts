import type { Objection, Readable } from './check-expression.ts';
import type { ExpressionSetting } from './compile-expression.ts';
import { compileTemplate, expressionIn } from './compile-template.ts';
import { isObject, type Json, typeName } from './json.ts';
import type { Clause, Container, Evaluate, MachineType } from './machine.ts';
import { describe, fits, type NumberRule } from './number-rules.ts';

/** A JSON object of the definition, not yet checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** What every step of loading one machine shares. */
export interface Loading {
  readonly refuse: (path: string, objection: Objection) => never;
  readonly hasTask: (name: string) => boolean;
  readonly type: MachineType;
  readonly setting: ExpressionSetting;
  /** Names of the states loaded so far. */
  readonly names: Set<string>;
  readonly loadContainer: (
    document: Fields,
    path: string,
    outer: ReadonlySet<string>,
    loading: Loading,
  ) => Container;
}

/** Variables at a state: those of enclosing containers, and those plus its own container's. */
export interface Variables {
  readonly outer: ReadonlySet<string>;
  readonly visible: ReadonlySet<string>;
}

/** Neither a result nor a caught error is there to be read. */
export const PLAIN: Readable = { result: false, errorOutput: false };
export const AFTER_WORK: Readable = { result: true, errorOutput: false };
export const IN_CATCH: Readable = { result: false, errorOutput: true };

/** The fields of JSONPath, with what JSONata has in their place. */
const jsonPathFields: Readonly<Record<string, string>> = {
  InputPath: 'Read $states.input where you need it.',
  OutputPath: 'Use Output.',
  ResultPath: 'Use Output, or keep the result in a variable with Assign.',
  ResultSelector: 'Use Output.',
  Parameters: 'Use Arguments, or ItemSelector in a Map.',
  Result: 'Use Output.',
  ItemsPath: 'Use Items.',
  MaxConcurrencyPath: 'Use MaxConcurrency with a {% %} expression.',
  TimeoutSecondsPath: 'Use TimeoutSeconds with a {% %} expression.',
  HeartbeatSecondsPath: 'Use HeartbeatSeconds with a {% %} expression.',
  SecondsPath: 'Use Seconds with a {% %} expression.',
  TimestampPath: 'Use Timestamp with a {% %} expression.',
  ErrorPath: 'Use Error with a {% %} expression.',
  CausePath: 'Use Cause with a {% %} expression.',
  ToleratedFailureCountPath: 'Use ToleratedFailureCount with a {% %} expression.',
  ToleratedFailurePercentagePath: 'Use ToleratedFailurePercentage with a {% %} expression.',
  Variable: 'Use Condition with a {% %} expression.',
};

/** Fields of Step Functions that this engine does not run. */
const unsupportedFields: Readonly<Record<string, string>> = {
  Iterator: 'Rename it to ItemProcessor.',
  ItemReader: 'Pass the items in the input; only INLINE maps are run.',
  ItemBatcher: 'Group the items in Items, for example with $partition.',
  ResultWriter: 'Let a task store large results.',
  Label: 'Remove it; only INLINE maps are run.',
  Credentials: 'Remove it; tasks run with the rights of the platform.',
};

/** Refuses a field that is not in the list. */
export function onlyFields(
  document: Fields,
  path: string,
  allowed: readonly string[],
  loading: Loading,
): void {
  for (const field of Object.keys(document)) {
    if (allowed.includes(field)) continue;
    loading.refuse(`${path}/${field}`, {
      problem: `The field '${field}' is not supported here.`,
      remedy:
        jsonPathFields[field] ?? unsupportedFields[field] ?? `Remove it. Allowed: ${allowed.join(', ')}.`,
    });
  }
}

export function textField(value: unknown, path: string, loading: Loading): string {
  if (typeof value === 'string' && value !== '') return value;
  return loading.refuse(path, { problem: 'It must be a text that is not empty.', remedy: 'Set it.' });
}

export function positiveInteger(value: unknown, path: string, loading: Loading): number {
  return number(value, path, { least: 1, whole: true }, loading);
}

export function number(value: unknown, path: string, rule: NumberRule, loading: Loading): number {
  if (typeof value === 'number' && fits(value, rule)) return value;
  return loading.refuse(path, {
    problem: `${JSON.stringify(value)} is not allowed.`,
    remedy: `Give ${describe(rule)}.`,
  });
}

/** A number, or an expression that gives one; what the expression gives is checked when it is evaluated. */
export function numberOrExpression(
  value: unknown,
  path: string,
  location: string,
  rule: NumberRule,
  loading: Loading,
): Evaluate | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') {
    const literal = number(value, path, rule, loading);
    return () => literal;
  }
  return requiredExpression(value, path, location, PLAIN, loading);
}

/** A field that can only be an expression. */
export function requiredExpression(
  value: unknown,
  path: string,
  location: string,
  readable: Readable,
  loading: Loading,
): Evaluate {
  const refuse = (objection: Objection): never => loading.refuse(path, objection);
  if (typeof value !== 'string' || expressionIn(value, refuse) === undefined) {
    return refuse({
      problem: `${JSON.stringify(value)} is not an expression.`,
      remedy: 'Write a JSONata expression as "{% ... %}".',
    });
  }
  return compileTemplate(value, path, location, readable, loading.setting, loading.refuse);
}

/** Any JSON with expressions in it; undefined when the field is absent. */
export function template(
  value: unknown,
  path: string,
  location: string,
  readable: Readable,
  loading: Loading,
): Evaluate | undefined {
  if (value === undefined) return undefined;
  return compileTemplate(asJson(value), path, location, readable, loading.setting, loading.refuse);
}

/** The definition is parsed JSON, and stored as such before it is loaded: its parts are JSON. */
export function asJson(value: unknown): Json {
  return value as Json;
}

/** `Assign` and `Output`. */
export function clause(
  document: Fields,
  path: string,
  location: string,
  readable: Readable,
  variables: Variables,
  loading: Loading,
): Clause {
  const output = template(document.Output, `${path}/Output`, `${location}Output`, readable, loading);
  const assign = assignment(
    document.Assign,
    `${path}/Assign`,
    `${location}Assign`,
    readable,
    variables,
    loading,
  );
  return { ...(assign === undefined ? {} : { assign }), ...(output === undefined ? {} : { output }) };
}

function assignment(
  value: unknown,
  path: string,
  location: string,
  readable: Readable,
  { outer }: Variables,
  loading: Loading,
): Evaluate | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) {
    return loading.refuse(path, {
      problem: `Assign is a JSON ${typeName(value)}.`,
      remedy: 'Give an object of variable names and their values.',
    });
  }
  for (const name of Object.keys(value)) {
    if (!/^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u.test(name) || name === 'states') {
      loading.refuse(`${path}/${name}`, {
        problem: `A variable cannot be named '${name}'.`,
        remedy: "Use 1 to 80 letters, digits and _, beginning with a letter; 'states' is taken.",
      });
    }
    if (outer.has(name)) {
      loading.refuse(`${path}/${name}`, {
        problem: `'${name}' is a variable of an enclosing scope, which can be read here but not assigned.`,
        remedy: 'Use another name, and hand the value out by Output.',
      });
    }
  }
  return compileTemplate(asJson(value), path, location, readable, loading.setting, loading.refuse);
}

/** `Next` or `End`, exactly one. */
export function onward(document: Fields, path: string, loading: Loading): { next: string | undefined } {
  const ends = document.End === true;
  if (document.End !== undefined && !ends) {
    loading.refuse(`${path}/End`, {
      problem: 'End can only be true.',
      remedy: 'Remove it, or set it to true.',
    });
  }
  if (ends === (document.Next !== undefined)) {
    loading.refuse(path, {
      problem: ends ? 'It has both Next and End.' : 'It has neither Next nor End.',
      remedy: 'Give exactly one of them.',
    });
  }
  return { next: ends ? undefined : textField(document.Next, `${path}/Next`, loading) };
}
