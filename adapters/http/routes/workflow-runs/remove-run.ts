import { createRoute } from '@hono/zod-openapi';
import { removeRun } from '../../../../core/workflow/run/remove-run.ts';
import { keyToChange } from '../../../../core/workflow/runs/find-run.ts';
import { problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/workflow-runs/{id}',
  summary: 'Forget a run that has ended',
  request: runChoice,
  responses: { 204: { description: 'It, its steps and the runs that it started are gone.' }, ...problems },
});

/** DELETE /v1/workflow-runs/{id} */
export function removeRunRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const choice = { ...c.req.valid('param'), ...c.req.valid('query') };
    await removeRun(deps, c.var.caller, await keyToChange(deps, c.var.caller, choice));
    return c.body(null, 204);
  });
}
