import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { limits } from '../../../../core/contract/limits.ts';
import { workflowRunSchema } from '../../../../core/contract/workflow-run.ts';
import { getRun } from '../../../../core/workflow/runs/get-run.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflow-runs/{id}',
  summary: 'A run of a workflow with its steps',
  request: {
    params: runChoice.params,
    query: runChoice.query.extend({
      waitSeconds: z.coerce
        .number('waitSeconds is a number of seconds.')
        .min(0, 'waitSeconds must not be negative.')
        .max(limits.waitSeconds, `waitSeconds must be at most ${limits.waitSeconds}.`)
        .default(0)
        .meta({ description: 'Wait until it has ended, for at most so long, before answering.' }),
      changes: z.coerce
        .number('changes is a number.')
        .int('changes is a whole number.')
        .nonnegative('changes is not negative.')
        .optional()
        .meta({ description: 'As an answer gave it: wait only until the run has changed since.' }),
    }),
  },
  responses: { 200: json(workflowRunSchema, 'The run.'), ...problems },
});

/** GET /v1/workflow-runs/{id} */
export function getRunRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const { owner, waitSeconds, changes } = c.req.valid('query');
    const choice = { ...c.req.valid('param'), owner };
    return c.json(await getRun(deps, c.var.caller, choice, { waitMs: waitSeconds * 1000, changes }), 200);
  });
}
