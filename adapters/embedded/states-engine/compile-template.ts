import type { Objection, Readable } from './check-expression.ts';
import { compileExpression, type ExpressionSetting } from './compile-expression.ts';
import type { Json, JsonObject } from './json.ts';
import type { Evaluate } from './machine.ts';
import type { Scope } from './scope.ts';

/** Refuses the definition at a path. */
export type Refuse = (path: string, objection: Objection) => never;

/**
 * Compiles a JSON value in which strings of the form `{% ... %}` are JSONata, at any depth.
 *
 * @param path where the value stands in the document, for refusals
 * @param location the same, relative to its state, for failures
 */
export function compileTemplate(
  template: Json,
  path: string,
  location: string,
  readable: Readable,
  setting: ExpressionSetting,
  refuse: Refuse,
): Evaluate {
  return build(template, path, location, readable, setting, refuse) ?? (() => template);
}

/** Undefined when there is nothing to evaluate in it. */
function build(
  template: Json,
  path: string,
  location: string,
  readable: Readable,
  setting: ExpressionSetting,
  refuse: Refuse,
): Evaluate | undefined {
  if (typeof template === 'string') {
    const source = expressionIn(template, (objection) => refuse(path, objection));
    if (source === undefined) return undefined;
    return compileExpression(source, location, readable, setting, (objection) => refuse(path, objection));
  }
  if (typeof template !== 'object' || template === null) return undefined;
  const list = Array.isArray(template);
  const fields = Object.keys(template);
  const parts = Object.entries(template as JsonObject).map(([field, part]) => {
    if (field === '__proto__') {
      refuse(path, { problem: "A field may not be named '__proto__'.", remedy: 'Rename it.' });
    }
    return (
      build(
        part,
        `${path}/${field}`,
        list ? `${location}[${field}]` : `${location}/${field}`,
        readable,
        setting,
        refuse,
      ) ?? (() => part)
    );
  });
  if (parts.length === 0) return undefined;
  return list
    ? (scope) => evaluateAll(parts, scope, asList)
    : (scope) => evaluateAll(parts, scope, asObject(fields));
}

function evaluateAll(
  parts: readonly Evaluate[],
  scope: Scope,
  gather: (values: Json[]) => Json,
): Json | Promise<Json> {
  let later = false;
  const values = new Array<Json | Promise<Json>>(parts.length);
  try {
    for (let at = 0; at < parts.length; at++) {
      const value = parts[at]!(scope);
      if (value instanceof Promise) later = true;
      values[at] = value;
    }
  } catch (thrown) {
    // Of what was begun, nobody will hear.
    for (const value of values) if (value instanceof Promise) value.catch(() => undefined);
    throw thrown;
  }
  return later ? Promise.all(values).then(gather) : gather(values as Json[]);
}

const asList = (values: Json[]): Json => values;

function asObject(fields: readonly string[]): (values: Json[]) => JsonObject {
  return (values) => {
    const gathered: Record<string, Json> = {};
    for (let at = 0; at < fields.length; at++) gathered[fields[at]!] = values[at]!;
    return gathered;
  };
}

/**
 * The expression in a string of the form `{% ... %}`, or undefined for any other string. A string that has only one
 * of the two marks is refused, as Step Functions does.
 */
export function expressionIn(text: string, refuse: (objection: Objection) => never): string | undefined {
  const opened = text.startsWith('{%');
  const closed = text.endsWith('%}');
  if (!opened && !closed) return undefined;
  if (!opened || !closed || text.length < 4) {
    return refuse({
      problem: `'${text}' ${opened ? 'opens' : 'closes'} a JSONata expression and does not ${opened ? 'close' : 'open'} it.`,
      remedy: "Begin the string with '{%' and end it with '%}', without spaces outside.",
    });
  }
  return text.slice(2, -2).trim();
}
