import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { hookNameSchema } from '../../../core/contract/fields.ts';
import { hookSchema } from '../../../core/contract/hook.ts';
import { getHook } from '../../../core/hooks/find-hook.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/hooks/{hook}',
  summary: 'A hook with its description and schema',
  request: { params: z.object({ hook: hookNameSchema }) },
  responses: { 200: json(hookSchema, 'The hook.'), ...problems },
});

/** GET /v1/hooks/{hook} */
export function getHookRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => c.json(await getHook(deps, c.var.caller, c.req.valid('param').hook), 200));
}
