import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import {
  registeredWorkflowSchema,
  workflowDefinitionSchema,
  workflowNameSchema,
} from '../../../../core/contract/registered-workflow.ts';
import { registerWorkflow } from '../../../../core/workflow/registry/register-workflow.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitWorkflowBody } from '../../limit-body.ts';
import { refuseInexact } from '../../refuse-inexact.ts';

const route = createRoute({
  method: 'put',
  path: '/v1/workflows/{name}',
  summary: 'Register a workflow, or its next version',
  middleware: [limitWorkflowBody, refuseInexact] as const,
  request: { params: z.object({ name: workflowNameSchema }), ...jsonBody(workflowDefinitionSchema) },
  responses: {
    200: json(
      registeredWorkflowSchema,
      'The workflow; the same version as before when the graph is the same.',
    ),
    ...problems,
  },
});

/** PUT /v1/workflows/{name} */
export function registerWorkflowRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const { source, graph } = c.req.valid('json');
    const definition = source === undefined ? { graph: graph! } : { source };
    return c.json(await registerWorkflow(deps, c.var.caller, c.req.valid('param').name, definition), 200);
  });
}
