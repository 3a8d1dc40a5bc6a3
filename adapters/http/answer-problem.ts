import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';
import type { Problem } from '../../core/contract/problem.ts';
import { declareProblem, HooklineError } from '../../core/problem.ts';
import type { AppDeps } from './deps.ts';

export const routeNotFound = declareProblem('route-not-found', {
  status: 404,
  title: 'There is nothing here',
});
export const methodNotAllowed = declareProblem('method-not-allowed', {
  status: 405,
  title: 'Another method is needed',
});
const invalidRequest = declareProblem('invalid-request', {
  status: 400,
  title: 'A field of the request is not valid',
});
const bodyNotJson = declareProblem('body-not-json', { status: 400, title: 'The body is not JSON' });
const storageUnavailable = declareProblem('storage-unavailable', {
  status: 503,
  title: 'The storage takes nothing at the moment',
  retryable: true,
});
const internal = declareProblem('internal', { status: 500, title: 'Hookline failed', retryable: true });

/** Answers an error as a problem document (RFC 9457). Only what was meant for the caller leaves the process. */
export function answerProblem(error: unknown, c: Context, deps: Pick<AppDeps, 'onInternalError'>): Response {
  const problem = toProblem(error);
  if (problem.status >= 500) deps.onInternalError?.(error);
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer';
  if (problem.status === 503) headers['retry-after'] = '1';
  return c.body(JSON.stringify(toDocument(problem)), problem.status as 400, headers);
}

/** What is answered while there is no storage, and so no app. */
export function answerStorageUnavailable(): Response {
  const problem = storageUnavailable(
    'The disk takes no writes at the moment. Nothing was stored. Try again later.',
  );
  return new Response(JSON.stringify(toDocument(problem)), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
  });
}

function toDocument(problem: HooklineError): Problem {
  return {
    type: `urn:hookline:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    retryable: problem.retryable,
    ...(problem.field !== undefined && { field: problem.field }),
    ...(problem.errors !== undefined && { errors: [...problem.errors] }),
  };
}

/** What a schema found wrong, the first first. */
type Violations = { readonly issues: readonly z.core.$ZodIssue[] };

/** For requests that do not satisfy a route's schema. */
export function rejectInvalid(result: { success: boolean; error?: Violations }): void {
  if (!result.success && result.error !== undefined) throw invalid(result.error);
}

/** The first violation of a schema, with its field. */
export function invalid(error: Violations): HooklineError {
  const issue = error.issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    const [field] = issue.keys;
    return invalidRequest(`There is no field "${field}". Remove it, or check its spelling.`, {
      field: fieldName([...issue.path, field!]),
    });
  }
  const field = fieldName(issue.path);
  // "undefined" is how the schema sees a field that is not there.
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  const detail =
    missing && field !== '' ? `The field "${field}" is missing. ${issue.message}` : issue.message;
  return invalidRequest(detail, field === '' ? {} : { field });
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function toProblem(error: unknown): HooklineError {
  if (error instanceof HooklineError) return error;
  // Hono's own refusal of a malformed JSON body.
  if (error instanceof HTTPException && error.status === 400) {
    return bodyNotJson('The body is not valid JSON. Send a JSON object in UTF-8.', { cause: error });
  }
  if (error instanceof Error && error.name === 'StorageFailed') {
    return storageUnavailable(
      'Nothing was stored. Try again in a moment; if it lasts, the disk may be full.',
      { cause: error },
    );
  }
  return internal(
    'Something went wrong here, not with your request. Try again; tell the operator if it lasts.',
    {
      cause: error,
    },
  );
}
