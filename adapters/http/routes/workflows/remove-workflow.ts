import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { workflowNameSchema } from '../../../../core/contract/registered-workflow.ts';
import { removeWorkflow } from '../../../../core/workflow/registry/remove-workflow.ts';
import { problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/workflows/{name}',
  summary: "Remove one of the caller's workflows",
  request: { params: z.object({ name: workflowNameSchema }) },
  responses: { 204: { description: 'Removed. Runs that go on keep their version.' }, ...problems },
});

/** DELETE /v1/workflows/{name} */
export function removeWorkflowRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    await removeWorkflow(deps, c.var.caller, c.req.valid('param').name);
    return c.body(null, 204);
  });
}
