import { createRoute } from '@hono/zod-openapi';
import { workflowLimitsSchema } from '../../../../core/contract/workflow-run.ts';
import { requirePermission } from '../../../../core/identity/caller.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflow-limits',
  summary: 'How many runs of workflows may go on, and wait, at once',
  responses: { 200: json(workflowLimitsSchema, 'The limits of the platform.'), ...problems },
});

/** GET /v1/workflow-limits */
export function getLimitsRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    requirePermission(c.var.caller, 'read');
    return c.json({ ...(await deps.places.limits()) }, 200);
  });
}
