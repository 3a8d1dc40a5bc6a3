import { createRoute } from '@hono/zod-openapi';
import { workflowArchiveSchema } from '../../../../core/contract/workflow-archive.ts';
import { archiveRun } from '../../../../core/workflow/runs/archive-run.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflow-runs/{id}/archive',
  summary: 'A run as an archive, to be restored here or elsewhere',
  request: runChoice,
  responses: { 200: json(workflowArchiveSchema, 'The archive.'), ...problems },
});

/** GET /v1/workflow-runs/{id}/archive */
export function downloadArchiveRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const choice = { ...c.req.valid('param'), ...c.req.valid('query') };
    return c.json({ ...(await archiveRun(deps, c.var.caller, choice)) }, 200);
  });
}
