import { createRoute } from '@hono/zod-openapi';
import { workflowRunSchema } from '../../../../core/contract/workflow-run.ts';
import { restartRun } from '../../../../core/workflow/run/restart-run.ts';
import { keyToChange } from '../../../../core/workflow/runs/find-run.ts';
import { awaitRun } from '../../../../core/workflow/runs/get-run.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/workflow-runs/{id}/restart',
  summary: 'Go on with a run that failed or was terminated',
  request: runChoice,
  responses: { 200: json(workflowRunSchema, 'The run, as it goes on.'), ...problems },
});

/** POST /v1/workflow-runs/{id}/restart */
export function restartRunRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const choice = { ...c.req.valid('param'), ...c.req.valid('query') };
    const key = await keyToChange(deps, c.var.caller, choice);
    await restartRun(deps, c.var.caller, key);
    return c.json(await awaitRun(deps, key, { waitMs: 0 }), 200);
  });
}
