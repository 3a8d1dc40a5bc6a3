import { replyKinds } from '../protocol.ts';

const { stringify, rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };
const { isArray } = Array;
const { keys } = Object;
const Text = String;

/** What a handler returned, as it is kept; or why it cannot be. */
export type Serialized =
  | { readonly ok: true; readonly kind: number; readonly result: string }
  | { readonly ok: false; readonly message: string };

/**
 * A string is kept as it is, nothing (`undefined`, `null`) as the empty text, and everything else as JSON in
 * which a BigInt is an integer with all its digits.
 */
export function serializeResult(value: unknown): Serialized {
  if (typeof value === 'string') return { ok: true, kind: replyKinds.text, result: value };
  if (value === undefined || value === null) return { ok: true, kind: replyKinds.text, result: '' };
  try {
    const result = toJson(value);
    if (result !== undefined) return { ok: true, kind: replyKinds.json, result };
    return { ok: false, message: `A ${typeof value} cannot be written as JSON. ${REMEDY}` };
  } catch (error) {
    const path = circularPath(value);
    if (path !== undefined)
      return { ok: false, message: `${path} refers back to an object that holds it. ${REMEDY}` };
    let reason = 'it threw something that is not an error';
    try {
      reason = Text((error as Error).message);
    } catch {
      // A thrown value may refuse to be looked at.
    }
    return { ok: false, message: `What the handler returned cannot be written as JSON: ${reason} ${REMEDY}` };
  }
}

const REMEDY = 'Return text, or plain data: objects, arrays, strings, numbers, BigInt, booleans and null.';

/** Without a replacer first: it is several times faster, and a BigInt is rare. */
function toJson(value: unknown): string | undefined {
  try {
    return stringify(value);
  } catch {
    return stringify(value, (_key, part) => (typeof part === 'bigint' ? rawJSON(Text(part)) : part));
  }
}

/** Where an object holds itself, as `result.a[3].b`; undefined when none does within 1,000 levels. */
function circularPath(root: unknown): string | undefined {
  const above: unknown[] = [];
  const seen = new WeakSet<object>();
  const visit = (value: unknown, path: string): string | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    if (above.includes(value)) return path;
    if (seen.has(value) || above.length > 1000) return undefined;
    seen.add(value);
    above.push(value);
    for (const key of keys(value)) {
      const part = (value as Record<string, unknown>)[key];
      const found = visit(part, isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    above.pop();
    return undefined;
  };
  try {
    return visit(root, 'result');
  } catch {
    return undefined;
  }
}
