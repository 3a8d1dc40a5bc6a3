import { createMiddleware } from 'hono/factory';
import { declareProblem } from '../../core/problem.ts';

const unsupportedMediaType = declareProblem('unsupported-media-type', {
  status: 415,
  title: 'The body must be JSON',
});

/** Refuses bodies of another type than JSON, save bundles: curl sends forms unless told otherwise. */
export const requireJson = createMiddleware(async (c, next) => {
  const takesJson = c.req.method === 'POST';
  const type = c.req.header('content-type');
  if (takesJson && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type ?? '')) {
    throw unsupportedMediaType(
      `The content type is ${type === undefined ? 'missing' : `"${type}"`}. Send "content-type: application/json".`,
      { field: 'content-type' },
    );
  }
  await next();
});
