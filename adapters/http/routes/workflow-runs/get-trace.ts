import { createRoute } from '@hono/zod-openapi';
import { traceKindSchema, workflowRunTraceSchema } from '../../../../core/contract/workflow-run.ts';
import { getTrace } from '../../../../core/workflow/runs/get-vectors.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflow-runs/{id}/trace/{vector}',
  summary: "How littleflow's vectors of a run changed",
  request: { params: runChoice.params.extend({ vector: traceKindSchema }), query: runChoice.query },
  responses: { 200: json(workflowRunTraceSchema, 'The changes, the newest first.'), ...problems },
});

/** GET /v1/workflow-runs/{id}/trace/{vector} */
export function getTraceRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const { vector, id } = c.req.valid('param');
    const choice = { id, ...c.req.valid('query') };
    return c.json(await getTrace(deps, c.var.caller, choice, vector), 200);
  });
}
