import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { workflowStepSchema } from '../../../../core/contract/workflow-run.ts';
import { getStep } from '../../../../core/workflow/runs/get-step.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflow-runs/{id}/steps/{step}',
  summary: 'A step of a run, with its output',
  request: {
    params: runChoice.params.extend({
      step: z.string().min(1).max(1000).meta({
        description: 'Its id, or with a name in place of the node: `7`, `4[2].7`, `fetch`, `4[2].fetch_1`.',
      }),
    }),
    query: runChoice.query,
  },
  responses: { 200: json(workflowStepSchema, 'The step.'), ...problems },
});

/** GET /v1/workflow-runs/{id}/steps/{step} */
export function getStepRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const { step, id } = c.req.valid('param');
    const choice = { id, ...c.req.valid('query') };
    return c.json(await getStep(deps, c.var.caller, choice, step), 200);
  });
}
