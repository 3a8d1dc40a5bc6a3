import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { hookNameSchema } from '../../../core/contract/fields.ts';
import { removeHook } from '../../../core/hooks/remove-hook.ts';
import { problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/hooks/{hook}',
  summary: 'Remove a hook without handlers (admins)',
  request: { params: z.object({ hook: hookNameSchema }) },
  responses: { 204: { description: 'Removed.' }, ...problems },
});

/** DELETE /v1/hooks/{hook} */
export function removeHookRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => {
    await removeHook(deps, c.var.caller, c.req.valid('param').hook);
    return c.body(null, 204);
  });
}
