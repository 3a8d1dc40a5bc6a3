import { createMiddleware } from 'hono/factory';
import { limitWorkflowBody } from './limit-body.ts';
import { readStartForm } from './read-start-form.ts';
import { isSourceText, isStartForm } from './require-json.ts';

/**
 * Takes a workflow, or its text by itself (littleflow's start), or in a form (littleflow's upload): they become the JSON that stands for
 * them.
 */
export const acceptSource = createMiddleware(async (c, next) =>
  limitWorkflowBody(c, async () => {
    const body = isSourceText(c)
      ? JSON.stringify({ source: await c.req.raw.text() })
      : isStartForm(c)
        ? await readStartForm(c)
        : undefined;
    if (body !== undefined) {
      const headers = new Headers(c.req.raw.headers);
      headers.set('content-type', 'application/json');
      headers.delete('content-length');
      c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body });
    }
    await next();
  }),
);
