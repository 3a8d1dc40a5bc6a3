import { isNativeError } from 'node:util/types';
import { type ErrorTraits, MAX_CLASSES, traitsOf } from '../error-traits.ts';

/** Not imported: the ES module `node:util` opens `process.stderr`, a socket that would look like a run's leftover. */
const { inspect } = process.getBuiltinModule('node:util');

/** How an error reaches its reader. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  /** Empty when there is none. */
  readonly stack: string;
  readonly traits: ErrorTraits;
}

const { getPrototypeOf, hasOwn } = Object;

/** A Proxy may have classes without end. */
const LONGEST_CHAIN = 1000;

/** Causes within causes, and errors within an AggregateError, that are shown. */
const MAX_CAUSES = 5;
const MAX_ERRORS = 10;

/**
 * Describes whatever was thrown. The stack names the bundle `handler.mjs`, leaves the harness and Node's
 * internals out, and goes on with the causes and, of an AggregateError, with the errors it holds.
 *
 * @param hidden parts of lines that are not shown: where the harness lives.
 */
export function describeError(thrown: unknown, hidden: readonly string[]): ErrorDescription {
  try {
    if (!isError(thrown)) {
      return {
        name: 'NonErrorThrown',
        message: `The code threw ${show(thrown)}, which is not an Error.`,
        stack: '',
        traits: {},
      };
    }
    const { name, classes } = nameOf(thrown);
    return {
      name,
      message: text(thrown.message),
      stack: tell(thrown, hidden, 0),
      traits: traitsOf(name, classes, (thrown as { retryAfterSeconds?: unknown }).retryAfterSeconds),
    };
  } catch {
    return { name: 'Error', message: 'The code threw an error that cannot be read.', stack: '', traits: {} };
  }
}

/**
 * The error's own name: that of its class where `name` is only inherited, as in `class Busy extends Error {}`. And the
 * names of the classes it extends, nearest first, without `Object`.
 */
function nameOf(error: Error): { name: string; classes: string[] } {
  const chain: string[] = [];
  for (
    let prototype: object | null = getPrototypeOf(error);
    prototype !== null && prototype !== Object.prototype && chain.length < LONGEST_CHAIN;
    prototype = getPrototypeOf(prototype)
  ) {
    if (!hasOwn(prototype, 'constructor')) continue;
    const name = text((prototype.constructor as { name?: unknown } | undefined)?.name);
    if (name !== '') chain.push(name);
  }
  const said = text(error.name) || 'Error';
  const name = chain.indexOf(said) > 0 ? (chain[0] as string) : said;
  return { name, classes: chain.filter((one) => one !== name).slice(0, MAX_CLASSES) };
}

function tell(error: Error, hidden: readonly string[], depth: number): string {
  const parts = [
    (text(error.stack) || `${text(error.name)}: ${text(error.message)}`)
      .split('\n')
      .filter(
        (line) =>
          !/^\s+at .*\bnode:(internal\/|diagnostics_channel)/.test(line) &&
          !hidden.some((part) => line.includes(part)),
      )
      .join('\n')
      .replaceAll(/hookline:[0-9a-f]{64}\//g, ''),
  ];
  if (depth >= MAX_CAUSES) return parts[0] as string;
  if (error instanceof AggregateError && Array.isArray(error.errors)) {
    const shown = error.errors.slice(0, MAX_ERRORS);
    for (const [index, one] of shown.entries()) {
      parts.push(`[error ${index + 1} of ${error.errors.length}] ${indent(one, hidden, depth)}`);
    }
  }
  if (error.cause !== undefined) parts.push(`Caused by: ${indent(error.cause, hidden, depth)}`);
  return parts.join('\n');
}

function indent(inner: unknown, hidden: readonly string[], depth: number): string {
  return isError(inner) ? tell(inner, hidden, depth + 1).replaceAll('\n', '\n  ') : show(inner);
}

function isError(value: unknown): value is Error {
  return isNativeError(value) || value instanceof Error;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : String(value);
}

function show(value: unknown): string {
  return inspect(value, { depth: 3, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 10_000 });
}
