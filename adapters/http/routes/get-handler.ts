import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { handlerSchema } from '../../../core/contract/handler.ts';
import { getHandler } from '../../../core/registry/get-handler.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { handlerIdParam } from '../params.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/handlers/{id}',
  summary: "One of the caller's handlers",
  request: { params: z.object({ id: handlerIdParam }) },
  responses: { 200: json(handlerSchema, 'The handler.'), ...problems },
});

/** GET /v1/handlers/{id} */
export function getHandlerRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => c.json(await getHandler(deps, c.var.caller, c.req.valid('param').id), 200));
}
