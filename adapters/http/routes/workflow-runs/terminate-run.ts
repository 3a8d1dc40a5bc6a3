import { createRoute } from '@hono/zod-openapi';
import { workflowRunSchema } from '../../../../core/contract/workflow-run.ts';
import { terminateRun } from '../../../../core/workflow/run/terminate-run.ts';
import { keyToChange } from '../../../../core/workflow/runs/find-run.ts';
import { awaitRun } from '../../../../core/workflow/runs/get-run.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/workflow-runs/{id}/terminate',
  summary: 'End a run so that it can be restarted',
  request: runChoice,
  responses: {
    200: json(
      workflowRunSchema,
      'The run: `terminating` while what had begun goes on; after a second call, or where nothing goes on, `terminated`.',
    ),
    ...problems,
  },
});

/** POST /v1/workflow-runs/{id}/terminate */
export function terminateRunRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const choice = { ...c.req.valid('param'), ...c.req.valid('query') };
    const key = await keyToChange(deps, c.var.caller, choice);
    await terminateRun(deps, c.var.caller, key);
    return c.json(await awaitRun(deps, key, { waitMs: 0 }), 200);
  });
}
