import { createRoute } from '@hono/zod-openapi';
import { workflowDocumentationSchema, workflowSourceSchema } from '../../../../core/contract/workflow.ts';
import { requirePermission } from '../../../../core/identity/caller.ts';
import { checkWorkflow, type WorkflowLanguages } from '../../../../core/workflow/check-workflow.ts';
import { documentWorkflow } from '../../../../core/workflow/document-workflow.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/workflows/doc',
  summary: 'The documentation of a workflow, in Markdown',
  middleware: limitJsonBody,
  request: jsonBody(workflowSourceSchema),
  responses: {
    200: json(
      workflowDocumentationSchema,
      'The documentation and no errors, or errors and no documentation.',
    ),
    ...problems,
  },
});

/** POST /v1/workflows/doc */
export function documentWorkflowRoute(app: HooklineApp, deps: WorkflowLanguages): void {
  app.openapi(route, async (c) => {
    requirePermission(c.var.caller, 'read');
    const { graph, errors } = await checkWorkflow(c.req.valid('json').source, deps);
    return c.json({ markdown: graph === null ? null : documentWorkflow(graph), errors }, 200);
  });
}
