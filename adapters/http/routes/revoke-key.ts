import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { revokeKey } from '../../../core/identity/rotate-key.ts';
import { problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/keys/{id}',
  summary: 'End an API key at once',
  request: { params: z.object({ id: z.string() }) },
  responses: { 204: { description: 'Ended.' }, ...problems },
});

/** DELETE /v1/keys/{id} */
export function revokeKeyRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => {
    await revokeKey(deps, c.var.caller, c.req.valid('param').id);
    return c.body(null, 204);
  });
}
