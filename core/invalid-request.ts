import type * as z from 'zod';
import { declareProblem, type HooklineError } from './problem.ts';

const invalidRequest = declareProblem('invalid-request', {
  status: 400,
  title: 'A field of the request is not valid',
});

/** What a schema found wrong, the first first. */
export type Violations = { readonly issues: readonly z.core.$ZodIssue[] };

/**
 * The first violation of a schema, with its field.
 *
 * @param request what the schema was applied to: a field that is not there is told from one of another kind.
 */
export function invalid(error: Violations, request: unknown): HooklineError {
  const issue = error.issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    const [field] = issue.keys;
    return invalidRequest(`There is no field "${field}". Remove it, or check its spelling.`, {
      field: fieldName([...issue.path, field!]),
    });
  }
  const field = fieldName(issue.path);
  const missing = issue.code === 'invalid_type' && valueAt(request, issue.path) === undefined;
  const detail =
    missing && field !== '' ? `The field "${field}" is missing. ${issue.message}` : issue.message;
  return invalidRequest(detail, field === '' ? {} : { field });
}

function valueAt(request: unknown, path: readonly PropertyKey[]): unknown {
  let value = request;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** A path into a request, as problems name it: `steps[1].id`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
