import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { hookSchema } from '../../../core/contract/hook.ts';
import { listHooks } from '../../../core/hooks/find-hook.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/hooks',
  summary: 'The known hooks',
  responses: { 200: json(z.object({ hooks: z.array(hookSchema) }), 'The hooks, by name.'), ...problems },
});

/** GET /v1/hooks */
export function listHooksRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => c.json({ hooks: await listHooks(deps, c.var.caller) }, 200));
}
