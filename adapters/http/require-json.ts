import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { declareProblem } from '../../core/problem.ts';

const unsupportedMediaType = declareProblem('unsupported-media-type', {
  status: 415,
  title: 'The body must be JSON',
});

/** Where workflows are started; their text may be sent as such, or in a form. */
const startPath = '/v1/workflow-runs';

/** Whether a request starts a workflow whose text is its body. */
export function isSourceText(c: Context): boolean {
  return startsBy(c, /^text\/plain\s*(?:;|$)/i);
}

/** Whether a request starts a workflow with a form, as a file is uploaded. */
export function isStartForm(c: Context): boolean {
  return startsBy(c, /^multipart\/form-data\s*(?:;|$)/i);
}

/** Refuses bodies of another type than JSON, save bundles and workflows' texts: curl sends forms unless told otherwise. */
export const requireJson = createMiddleware(async (c, next) => {
  const takesJson = c.req.method === 'POST' && !isSourceText(c) && !isStartForm(c);
  const type = c.req.header('content-type');
  if (takesJson && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type ?? '')) {
    throw unsupportedMediaType(
      `The content type is ${type === undefined ? 'missing' : `"${type}"`}. Send "content-type: application/json".`,
      { field: 'content-type' },
    );
  }
  await next();
});

function startsBy(c: Context, type: RegExp): boolean {
  return c.req.path === startPath && type.test(c.req.header('content-type') ?? '');
}
