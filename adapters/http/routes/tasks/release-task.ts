import { createRoute } from '@hono/zod-openapi';
import { releaseTaskSchema } from '../../../../core/contract/task.ts';
import { releaseTask } from '../../../../core/workflow/worker/release-task.ts';
import { jsonBody, problems } from '../../answers.ts';
import type { TaskDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';
import { taskParams } from './task-params.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/tasks/{runId}/{stepId}/release',
  summary: 'Give a task back: another worker gets it at once',
  middleware: limitJsonBody,
  request: { params: taskParams, ...jsonBody(releaseTaskSchema) },
  responses: { 204: { description: 'Given back.' }, ...problems },
});

/** POST /v1/tasks/{runId}/{stepId}/release */
export function releaseTaskRoute(app: HooklineApp, deps: TaskDeps): void {
  app.openapi(route, async (c) => {
    await releaseTask(deps, c.var.caller, c.req.valid('param'), c.req.valid('json').receipt);
    return c.body(null, 204);
  });
}
