import type { Exports } from './load-code.ts';

/** A handler, whichever way it was written. */
export interface Handler {
  readonly process: (input: unknown, context: unknown) => unknown;
  readonly shouldSkip?: ((input: unknown, context: unknown) => unknown) | undefined;
  readonly onSuccess?: ((result: unknown, context: unknown) => unknown) | undefined;
  readonly onFailure?: ((error: unknown, context: unknown) => unknown) | undefined;
}

const { apply } = Reflect;
const { toString: sourceOf } = Function.prototype;

/**
 * Finds the handler under an export: a function, what `defineHandler` returns, a class, which is instantiated for each
 * run, or an instance with a method `process`. Throws what the class's constructor throws.
 */
export function findHandler(exports: Exports, exportName: string): Handler | undefined {
  const found = exports[exportName];
  if (typeof found === 'function') {
    return isClass(found)
      ? methodsOf(new (found as new () => object)())
      : { process: found as Handler['process'] };
  }
  if (typeof found !== 'object' || found === null) return undefined;
  const { handler, options } = found as { handler?: unknown; options?: { shouldSkip?: unknown } };
  if (typeof handler !== 'function') return methodsOf(found);
  const shouldSkip = options?.shouldSkip;
  return {
    process: handler as Handler['process'],
    ...(typeof shouldSkip === 'function' && { shouldSkip: shouldSkip as NonNullable<Handler['shouldSkip']> }),
  };
}

function isClass(found: unknown): boolean {
  return /^class\b/.test(apply(sourceOf, found, []) as string);
}

/** The methods, looked up once: what user code changes later, or a getter that throws, does not come between. */
function methodsOf(object: object): Handler | undefined {
  const { process, shouldSkip, onSuccess, onFailure } = object as { [Name in keyof Handler]?: unknown };
  const bound = (method: unknown) =>
    typeof method === 'function'
      ? (first: unknown, context: unknown): unknown => apply(method, object, [first, context])
      : undefined;
  const own = bound(process);
  return (
    own && {
      process: own,
      shouldSkip: bound(shouldSkip),
      onSuccess: bound(onSuccess),
      onFailure: bound(onFailure),
    }
  );
}
