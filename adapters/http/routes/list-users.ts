import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { userSchema } from '../../../core/contract/identity.ts';
import { listUsers } from '../../../core/identity/add-user.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/users',
  summary: 'All users (admins and viewers)',
  responses: { 200: json(z.object({ users: z.array(userSchema) }), 'The users, by name.'), ...problems },
});

/** GET /v1/users */
export function listUsersRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => c.json({ users: await listUsers(deps, c.var.caller) }, 200));
}
