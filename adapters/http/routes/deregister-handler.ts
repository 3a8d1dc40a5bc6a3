import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { deregisterHandler } from '../../../core/registry/deregister-handler.ts';
import { problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { handlerIdParam } from '../params.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/handlers/{id}',
  summary: "Remove one of the caller's handlers",
  request: { params: z.object({ id: handlerIdParam }) },
  responses: { 204: { description: 'Removed.' }, ...problems },
});

/** DELETE /v1/handlers/{id} */
export function deregisterHandlerRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => {
    await deregisterHandler(deps, c.var.caller, c.req.valid('param').id);
    return c.body(null, 204);
  });
}
