import { createRoute } from '@hono/zod-openapi';
import { compiledWorkflowSchema, workflowSourceSchema } from '../../../../core/contract/workflow.ts';
import { requirePermission } from '../../../../core/identity/caller.ts';
import { checkWorkflow, type WorkflowLanguages } from '../../../../core/workflow/check-workflow.ts';
import { graphDocument } from '../../../../core/workflow/compile/graph-document.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/workflows/compile',
  summary: 'What carries a workflow out, in Amazon States Language',
  middleware: limitJsonBody,
  request: jsonBody(workflowSourceSchema),
  responses: {
    200: json(compiledWorkflowSchema, 'The document and no errors, or errors and no document.'),
    ...problems,
  },
});

/** POST /v1/workflows/compile */
export function compileWorkflowRoute(app: HooklineApp, deps: WorkflowLanguages): void {
  app.openapi(route, async (c) => {
    requirePermission(c.var.caller, 'read');
    const { graph, errors } = await checkWorkflow(c.req.valid('json').source, deps);
    return c.json({ document: graph === null ? null : graphDocument(graph).document, errors }, 200);
  });
}
