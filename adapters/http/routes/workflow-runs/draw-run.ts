import { createRoute } from '@hono/zod-openapi';
import { pictureFormatSchema, pictureOrientationSchema } from '../../../../core/contract/workflow.ts';
import { workflowRunPictureSchema } from '../../../../core/contract/workflow-run.ts';
import { drawRun } from '../../../../core/workflow/runs/draw-run.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflow-runs/{id}/graph',
  summary: 'A picture of a run',
  request: {
    params: runChoice.params,
    query: runChoice.query.extend({
      format: pictureFormatSchema.default('mermaid').meta({ description: 'As what it is drawn.' }),
      orientation: pictureOrientationSchema
        .default('horizontal')
        .meta({ description: 'Where it flows: to the right, or down.' }),
    }),
  },
  responses: {
    200: json(workflowRunPictureSchema, 'Its graph, coloured by how the nodes stand.'),
    ...problems,
  },
});

/** GET /v1/workflow-runs/{id}/graph */
export function drawRunRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const { owner, ...how } = c.req.valid('query');
    const choice = { ...c.req.valid('param'), owner };
    return c.json(await drawRun(deps, c.var.caller, choice, how), 200);
  });
}
