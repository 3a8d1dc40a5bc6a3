import { createRoute } from '@hono/zod-openapi';
import { newUserSchema, userSchema } from '../../../core/contract/identity.ts';
import { addUser } from '../../../core/identity/add-user.ts';
import { json, jsonBody, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { limitJsonBody } from '../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/users',
  summary: 'Add a user (admins)',
  middleware: limitJsonBody,
  request: jsonBody(newUserSchema),
  responses: { 201: json(userSchema, 'The user.'), ...problems },
});

/** POST /v1/users */
export function addUserRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => c.json(await addUser(deps, c.var.caller, c.req.valid('json')), 201));
}
