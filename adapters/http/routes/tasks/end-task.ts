import { createRoute } from '@hono/zod-openapi';
import { endedTaskSchema, endTaskSchema } from '../../../../core/contract/task.ts';
import { endTask } from '../../../../core/workflow/worker/end-task.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { TaskDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';
import { refuseInexact } from '../../refuse-inexact.ts';
import { taskParams } from './task-params.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/tasks/{runId}/{stepId}/end',
  summary: 'End a task: the run goes on with its output, or has failed',
  description:
    'With the receipt of the worker that has it; without one, by hand, a task that no worker has. The same again is answered as before.',
  middleware: [limitJsonBody, refuseInexact] as const,
  request: { params: taskParams, ...jsonBody(endTaskSchema) },
  responses: { 200: json(endedTaskSchema, 'It has ended.'), ...problems },
});

/** POST /v1/tasks/{runId}/{stepId}/end */
export function endTaskRoute(app: HooklineApp, deps: TaskDeps): void {
  app.openapi(route, async (c) => {
    const { runId, stepId } = c.req.valid('param');
    const end = c.req.valid('json');
    await endTask(deps, c.var.caller, { runId, stepId }, end);
    return c.json({ runId, stepId, status: end.status }, 200);
  });
}
