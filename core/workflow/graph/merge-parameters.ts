import type { Structured } from '../../contract/workflow.ts';
import type { Report } from '../language/report.ts';
import type { Literal } from '../language/syntax.ts';

/**
 * The parameters of an invocation over those of the declarations: objects key by key, a list as a whole. An object over a list, or
 * the other way round, is an error.
 *
 * @param literals the weakest first.
 * @returns null when none of them gives any.
 */
export function mergeParameters(
  task: string,
  literals: readonly Literal[],
  report: Report,
): Structured | null {
  let merged: Structured | null = null;
  for (const { value, ...span } of literals) {
    if (value === null) continue;
    const before: Structured = merged ?? value;
    const after = override(before, value);
    if (after === undefined) {
      const message = `Found ${typeOf(value)} as parameters of ${task}, whose declaration gives ${typeOf(before)}.`;
      report.add('parameters-mismatch', span, message);
      return before;
    }
    merged = after;
  }
  return merged;
}

/** Undefined when one is an object and the other a list. */
function override(before: Structured, value: Structured): Structured | undefined {
  if (isEmpty(before)) return value;
  if (!isList(before) && !isList(value)) return { ...before, ...value };
  return isList(before) && isList(value) ? value : undefined;
}

function isEmpty(value: Structured): boolean {
  return Object.keys(value).length === 0;
}

function isList(value: Structured): value is unknown[] {
  return Array.isArray(value);
}

function typeOf(value: Structured): string {
  return isList(value) ? 'a list' : 'an object';
}
