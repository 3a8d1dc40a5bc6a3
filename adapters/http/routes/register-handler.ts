import { createRoute } from '@hono/zod-openapi';
import { handlerSchema, registrationSchema } from '../../../core/contract/handler.ts';
import { registerHandler } from '../../../core/registry/register-handler.ts';
import { json, jsonBody, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { limitJsonBody } from '../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/handlers',
  summary: 'Register a handler, or replace the one of the same hook and name',
  middleware: limitJsonBody,
  request: jsonBody(registrationSchema),
  responses: {
    200: json(handlerSchema, 'Replaced: the same id, the next version.'),
    201: json(handlerSchema, 'Registered, at version 0.'),
    ...problems,
  },
});

/** POST /v1/handlers */
export function registerHandlerRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => {
    const handler = await registerHandler(deps, c.var.caller, c.req.valid('json'));
    return c.json(handler, handler.version === 0 ? 201 : 200);
  });
}
