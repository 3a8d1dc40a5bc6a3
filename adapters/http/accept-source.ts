import { createMiddleware } from 'hono/factory';
import { limitWorkflowBody } from './limit-body.ts';
import { isSourceText } from './require-json.ts';

/** Takes a workflow, or its text by itself (littleflow's start): that becomes the JSON that stands for it. */
export const acceptSource = createMiddleware(async (c, next) =>
  limitWorkflowBody(c, async () => {
    if (isSourceText(c)) {
      const headers = new Headers(c.req.raw.headers);
      headers.set('content-type', 'application/json');
      headers.delete('content-length');
      const body = JSON.stringify({ source: await c.req.raw.text() });
      c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body });
    }
    await next();
  }),
);
