import type { Problem } from './contract/problem.ts';
import { declareProblem, HooklineError } from './problem.ts';

const storageUnavailable = declareProblem('storage-unavailable', {
  status: 503,
  title: 'The storage takes nothing at the moment',
  retryable: true,
});
const internal = declareProblem('internal', { status: 500, title: 'Hookline failed', retryable: true });

/** For while there is no storage. */
export function storageIsUnavailable(): HooklineError {
  return storageUnavailable('The disk takes no writes at the moment. Nothing was stored. Try again later.');
}

/** What the caller is told of an error: only what was meant for them. */
export function toProblem(error: unknown): HooklineError {
  if (error instanceof HooklineError) return error;
  if (error instanceof Error && error.name === 'StorageFailed') {
    return storageUnavailable(
      'Nothing was stored. Try again in a moment; if it lasts, the disk may be full.',
      { cause: error },
    );
  }
  return internal(
    'Something went wrong here, not with your request. Try again; tell the operator if it lasts.',
    { cause: error },
  );
}

/** The problem document (RFC 9457) of an error. */
export function problemDocument(problem: HooklineError): Problem {
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
