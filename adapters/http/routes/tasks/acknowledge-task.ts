import { createRoute } from '@hono/zod-openapi';
import { acknowledgeTaskSchema, taskReceiptSchema } from '../../../../core/contract/task.ts';
import { acknowledgeTask } from '../../../../core/workflow/worker/acknowledge-task.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { TaskDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';
import { taskParams } from './task-params.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/tasks/{runId}/{stepId}/receipt',
  summary: 'Say that a task was seen and is worked on',
  description: 'Appends a `receipt` event, once for each time that the task is taken. Nothing depends on it.',
  middleware: limitJsonBody,
  request: { params: taskParams, ...jsonBody(acknowledgeTaskSchema) },
  responses: { 200: json(taskReceiptSchema, 'What the event tells.'), ...problems },
});

/** POST /v1/tasks/{runId}/{stepId}/receipt */
export function acknowledgeTaskRoute(app: HooklineApp, deps: TaskDeps): void {
  app.openapi(route, async (c) =>
    c.json(await acknowledgeTask(deps, c.var.caller, c.req.valid('param'), c.req.valid('json')), 200),
  );
}
