import { createRoute } from '@hono/zod-openapi';
import { runListingSchema, runPageSchema } from '../../../core/contract/run-list.ts';
import { listRuns } from '../../../core/firing/list-runs.ts';
import { json, problems } from '../answers.ts';
import type { RunDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/runs',
  summary: "Runs of the caller's handlers",
  request: { query: runListingSchema },
  responses: { 200: json(runPageSchema, 'The newest first.'), ...problems },
});

/** GET /v1/runs */
export function listRunsRoute(app: HooklineApp, deps: RunDeps): void {
  app.openapi(route, async (c) => c.json(await listRuns(deps, c.var.caller, c.req.valid('query')), 200));
}
