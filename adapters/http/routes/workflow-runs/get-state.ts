import { createRoute } from '@hono/zod-openapi';
import { workflowRunVectorsSchema } from '../../../../core/contract/workflow-run.ts';
import { getVectors } from '../../../../core/workflow/runs/get-vectors.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflow-runs/{id}/state',
  summary: "A run as littleflow's vectors",
  request: { params: runChoice.params, query: runChoice.query },
  responses: {
    200: json(workflowRunVectorsSchema, 'Its state, S, A and T, failures and outputs.'),
    ...problems,
  },
});

/** GET /v1/workflow-runs/{id}/state */
export function getStateRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const choice = { ...c.req.valid('param'), ...c.req.valid('query') };
    return c.json(await getVectors(deps, c.var.caller, choice), 200);
  });
}
