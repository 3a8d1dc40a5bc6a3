import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import {
  registeredWorkflowSchema,
  workflowNameSchema,
} from '../../../../core/contract/registered-workflow.ts';
import { ownerQuery } from '../../../../core/contract/workflow-run.ts';
import { getWorkflow } from '../../../../core/workflow/registry/get-workflow.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflows/{name}',
  summary: 'A workflow with its text and its graph',
  request: {
    params: z.object({ name: workflowNameSchema }),
    query: z.strictObject({
      ...ownerQuery,
      version: z.coerce
        .number('version is a number.')
        .int('version is a whole number.')
        .nonnegative('version is not negative.')
        .optional()
        .meta({ description: 'The newest unless given.' }),
    }),
  },
  responses: { 200: json(registeredWorkflowSchema, 'The workflow.'), ...problems },
});

/** GET /v1/workflows/{name} */
export function getWorkflowRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) =>
    c.json(await getWorkflow(deps, c.var.caller, c.req.valid('param').name, c.req.valid('query')), 200),
  );
}
