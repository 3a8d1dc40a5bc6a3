import { createRoute } from '@hono/zod-openapi';
import { workflowRunSchema } from '../../../../core/contract/workflow-run.ts';
import { cancelRun } from '../../../../core/workflow/run/cancel-run.ts';
import { keyToChange } from '../../../../core/workflow/runs/find-run.ts';
import { awaitRun } from '../../../../core/workflow/runs/get-run.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/workflow-runs/{id}/cancel',
  summary: 'End a run for good',
  request: runChoice,
  responses: { 200: json(workflowRunSchema, 'The run, which is `cancelled`.'), ...problems },
});

/** POST /v1/workflow-runs/{id}/cancel */
export function cancelRunRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const choice = { ...c.req.valid('param'), ...c.req.valid('query') };
    const key = await keyToChange(deps, c.var.caller, choice);
    await cancelRun(deps, c.var.caller, key);
    return c.json(await awaitRun(deps, key, { waitMs: 0 }), 200);
  });
}
