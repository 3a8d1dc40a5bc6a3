import { OpenAPIHono as Described } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { OpenAPIHono as Undescribed } from '../../../functions/undescribed-routes.ts';

const mark = (name: string) =>
  createMiddleware(async (c, next) => {
    c.header('x-passed', name, { append: true });
    await next();
  });

describe.each([
  ['described', Described],
  // As the bundler puts it in place of the other.
  ['as the functions have it', Undescribed as unknown as typeof Described],
])('A route, %s,', (_, App) => {
  test.each([
    ['none', undefined, null],
    ['one', mark('a'), 'a'],
    ['several, in their order', [mark('a'), mark('b')], 'a, b'],
  ])('has what stands before it: %s', async (_name, middleware, passed) => {
    const app = new App({ defaultHook: () => {} });
    const schema = z.object({ n: z.number() });
    const route = {
      method: 'post',
      path: '/things/{id}',
      ...(middleware !== undefined && { middleware }),
      request: { body: { required: true, content: { 'application/json': { schema } } } },
      responses: { 200: { description: 'It is done.' } },
    } as const;
    app.openapi(route, async (c) => c.json({ id: c.req.param('id'), ...(await c.req.json()) }));
    const headers = { 'content-type': 'application/json' };
    const answer = await app.request('/things/7', { method: 'POST', headers, body: '{"n": 1}' });
    expect([answer.headers.get('x-passed'), await answer.json()]).toEqual([passed, { id: '7', n: 1 }]);
  });
});
