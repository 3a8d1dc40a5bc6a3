import { createRoute } from '@hono/zod-openapi';
import { checkedWorkflowSchema, workflowSourceSchema } from '../../../../core/contract/workflow.ts';
import { requirePermission } from '../../../../core/identity/caller.ts';
import { checkWorkflow, type WorkflowLanguages } from '../../../../core/workflow/check-workflow.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/workflows/check',
  summary: "A workflow's source as a graph, or what is wrong with it",
  middleware: limitJsonBody,
  request: jsonBody(workflowSourceSchema),
  responses: {
    200: json(checkedWorkflowSchema, 'The graph and no errors, or errors and no graph.'),
    ...problems,
  },
});

/** POST /v1/workflows/check */
export function checkWorkflowRoute(app: HooklineApp, deps: WorkflowLanguages): void {
  app.openapi(route, async (c) => {
    requirePermission(c.var.caller, 'read');
    return c.json(await checkWorkflow(c.req.valid('json').source, deps), 200);
  });
}
