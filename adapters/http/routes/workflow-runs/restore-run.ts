import { createRoute } from '@hono/zod-openapi';
import { restorationSchema } from '../../../../core/contract/workflow-archive.ts';
import { workflowRunSchema } from '../../../../core/contract/workflow-run.ts';
import { restoreRun } from '../../../../core/workflow/runs/restore-run.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitArchive } from '../../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/workflow-runs/restore',
  summary: 'Restore a run from an archive',
  middleware: limitArchive,
  request: jsonBody(restorationSchema),
  responses: { 200: json(workflowRunSchema, 'The run, which is `terminated`.'), ...problems },
});

/** POST /v1/workflow-runs/restore */
export function restoreRunRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const { archive, uri, runId } = c.req.valid('json');
    const from = uri === undefined ? { archive } : { uri };
    return c.json(await restoreRun(deps, c.var.caller, { from, runId }), 200);
  });
}
