const { isArray } = Array;
const { keys } = Object;

/** What a handler returned, and whether it says by that that it failed. */
export interface Returned {
  readonly result: unknown;
  readonly failed: boolean;
}

/**
 * Reads `[ok, result]`, a list of exactly two of which the first is a boolean, and `{ok, result}`, an object with exactly
 * these two fields of which `ok` is a boolean: event_pipeline's `process() -> (bool, result)`. Anything else is a result.
 */
export function readReturned(value: unknown): Returned {
  const [ok, result] = pairOf(value) ?? [true, value];
  return { result, failed: !ok };
}

/**
 * Reads what `shouldSkip` returned: `true`, or the data of the skipped run, skips; what counts as false does not. Of
 * `[skip, data]` and `{ok, result}` the boolean decides (event_pipeline's `can_bypass_current_event() -> (bool, data)`).
 */
export function readSkip(value: unknown): { readonly data: unknown } | undefined {
  const [skip, data] = pairOf(value) ?? [Boolean(value), value === true ? undefined : value];
  return skip ? { data } : undefined;
}

function pairOf(value: unknown): readonly [boolean, unknown] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isArray(value))
    return value.length === 2 && typeof value[0] === 'boolean' ? [value[0], value[1]] : undefined;
  const names = keys(value);
  if (names.length !== 2 || !('ok' in value) || !('result' in value)) return undefined;
  return typeof value.ok === 'boolean' ? [value.ok, value.result] : undefined;
}
