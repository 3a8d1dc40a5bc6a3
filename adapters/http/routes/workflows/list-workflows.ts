import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { limits } from '../../../../core/contract/limits.ts';
import { workflowNameSchema, workflowPageSchema } from '../../../../core/contract/registered-workflow.ts';
import { ownerQuery } from '../../../../core/contract/workflow-run.ts';
import { listWorkflows } from '../../../../core/workflow/registry/list-workflows.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflows',
  summary: "The caller's workflows, a page at a time",
  request: {
    query: z.strictObject({
      ...ownerQuery,
      afterName: workflowNameSchema.optional().meta({ description: 'Begin after this name.' }),
      limit: z.coerce
        .number('limit is a number.')
        .int('limit is a whole number.')
        .min(1, 'limit must be at least 1.')
        .max(limits.runPage.max, `limit must be at most ${limits.runPage.max}.`)
        .default(limits.runPage.default)
        .meta({ description: 'At most so many.' }),
    }),
  },
  responses: { 200: json(workflowPageSchema, 'Workflows, by name.'), ...problems },
});

/** GET /v1/workflows */
export function listWorkflowsRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => c.json(await listWorkflows(deps, c.var.caller, c.req.valid('query')), 200));
}
