import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { invalid, type Violations } from '../../core/invalid-request.ts';
import { declareProblem, type HooklineError } from '../../core/problem.ts';
import { problemDocument, storageIsUnavailable, toProblem } from '../../core/problem-document.ts';
import type { AppDeps } from './deps.ts';

export const routeNotFound = declareProblem('route-not-found', {
  status: 404,
  title: 'There is nothing here',
});
export const methodNotAllowed = declareProblem('method-not-allowed', {
  status: 405,
  title: 'Another method is needed',
});
export const bodyNotJson = declareProblem('body-not-json', { status: 400, title: 'The body is not JSON' });

/** Answers an error as a problem document (RFC 9457). Only what was meant for the caller leaves the process. */
export function answerProblem(error: unknown, c: Context, deps: Pick<AppDeps, 'onInternalError'>): Response {
  const problem = fromHono(error) ?? toProblem(error);
  if (problem.status >= 500) deps.onInternalError?.(error);
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer';
  if (problem.status === 503) headers['retry-after'] = '1';
  return c.body(JSON.stringify(problemDocument(problem)), problem.status as 400, headers);
}

/** What is answered while there is no storage, and so no app. */
export function answerStorageUnavailable(): Response {
  const problem = storageIsUnavailable();
  return new Response(JSON.stringify(problemDocument(problem)), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
  });
}

/** For requests that do not satisfy a route's schema. */
export function rejectInvalid(result: { success: boolean; error?: Violations; data?: unknown }): void {
  if (!result.success && result.error !== undefined) throw invalid(result.error, result.data);
}

/** Hono's own refusal of a malformed JSON body. */
function fromHono(error: unknown): HooklineError | undefined {
  if (!(error instanceof HTTPException) || error.status !== 400) return undefined;
  return bodyNotJson('The body is not valid JSON. Send a JSON object in UTF-8.', { cause: error });
}
