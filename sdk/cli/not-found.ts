import { HooklineProblem } from '../problem.ts';

/** What the platform answered before the SDK turned it into a plain value. */
export function notFound(code: string, detail: string): HooklineProblem {
  const type = `urn:hookline:problem:${code}`;
  return new HooklineProblem({
    type,
    title: 'Not found',
    status: 404,
    detail,
    code,
    retryable: false,
    field: 'id',
  });
}
