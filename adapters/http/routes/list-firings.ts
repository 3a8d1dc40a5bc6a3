import { createRoute } from '@hono/zod-openapi';
import { firingListingSchema, firingPageSchema } from '../../../core/contract/run-list.ts';
import { listFirings } from '../../../core/firing/list-firings.ts';
import { json, problems } from '../answers.ts';
import type { RunDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/firings',
  summary: 'Firings that the caller made or has runs in',
  request: { query: firingListingSchema },
  responses: { 200: json(firingPageSchema, 'The newest first.'), ...problems },
});

/** GET /v1/firings */
export function listFiringsRoute(app: HooklineApp, deps: RunDeps): void {
  app.openapi(route, async (c) => c.json(await listFirings(deps, c.var.caller, c.req.valid('query')), 200));
}
