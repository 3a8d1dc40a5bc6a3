import { createRoute } from '@hono/zod-openapi';
import { newWorkflowLimitsSchema, workflowLimitsSchema } from '../../../../core/contract/workflow-run.ts';
import { requirePermission } from '../../../../core/identity/caller.ts';
import { setWorkflowLimits } from '../../../../core/workflow/run/set-workflow-limits.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const route = createRoute({
  method: 'put',
  path: '/v1/workflow-limits',
  summary: 'Change how many runs of workflows may go on, and wait, at once (admins)',
  middleware: limitJsonBody,
  request: jsonBody(newWorkflowLimitsSchema),
  responses: { 200: json(workflowLimitsSchema, 'The limits from now on.'), ...problems },
});

/** PUT /v1/workflow-limits */
export function setLimitsRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    requirePermission(c.var.caller, 'administer');
    const { maxRunning, maxPending } = c.req.valid('json');
    const before = await deps.places.limits();
    const limits = {
      maxRunning: maxRunning === undefined ? before.maxRunning : maxRunning,
      maxPending: maxPending === undefined ? before.maxPending : maxPending,
    };
    return c.json({ ...(await setWorkflowLimits(deps, c.var.caller, limits)) }, 200);
  });
}
