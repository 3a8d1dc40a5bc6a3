import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { runSchema } from '../../../core/contract/firing.ts';
import { getRun } from '../../../core/firing/get-run.ts';
import { json, problems } from '../answers.ts';
import type { RunDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/runs/{id}',
  summary: 'A run with its attempts and items',
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json(runSchema, 'As it stands now.'), ...problems },
});

/** GET /v1/runs/{id} */
export function getRunRoute(app: HooklineApp, deps: RunDeps): void {
  app.openapi(route, async (c) => c.json(await getRun(deps, c.var.caller, c.req.valid('param').id), 200));
}
