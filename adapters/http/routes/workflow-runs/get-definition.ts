import { createRoute } from '@hono/zod-openapi';
import { workflowRunDefinitionSchema } from '../../../../core/contract/workflow-run.ts';
import { getDefinition } from '../../../../core/workflow/runs/get-definition.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflow-runs/{id}/definition',
  summary: 'What a run of a workflow carries out',
  request: { params: runChoice.params, query: runChoice.query },
  responses: {
    200: json(workflowRunDefinitionSchema, 'Its graph, its text, and what its tasks stand for.'),
    ...problems,
  },
});

/** GET /v1/workflow-runs/{id}/definition */
export function getDefinitionRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const choice = { ...c.req.valid('param'), ...c.req.valid('query') };
    return c.json(await getDefinition(deps, c.var.caller, choice), 200);
  });
}
