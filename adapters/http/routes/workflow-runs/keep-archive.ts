import { createRoute } from '@hono/zod-openapi';
import { keptArchiveSchema, newArchiveSchema } from '../../../../core/contract/workflow-archive.ts';
import { keepArchive } from '../../../../core/workflow/runs/archive-run.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';
import { runChoice } from '../../run-choice.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/workflow-runs/{id}/archive',
  summary: 'Let the platform keep an archive of a run',
  middleware: limitJsonBody,
  request: { ...runChoice, ...jsonBody(newArchiveSchema) },
  responses: { 200: json(keptArchiveSchema, 'Where it is kept.'), ...problems },
});

/** POST /v1/workflow-runs/{id}/archive */
export function keepArchiveRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const choice = { ...c.req.valid('param'), ...c.req.valid('query') };
    return c.json(await keepArchive(deps, c.var.caller, choice, c.req.valid('json').uri), 200);
  });
}
