import { createRoute } from '@hono/zod-openapi';
import { renewedTaskSchema, renewTaskSchema } from '../../../../core/contract/task.ts';
import { renewTask } from '../../../../core/workflow/worker/renew-task.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { TaskDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';
import { taskParams } from './task-params.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/tasks/{runId}/{stepId}/heartbeat',
  summary: 'Keep a task for longer',
  description:
    'Answered with the problem `task-gone` (410) when the task was ended by hand or its run cancelled, and `task-lease-over` (409) when another worker has it: give the work up.',
  middleware: limitJsonBody,
  request: { params: taskParams, ...jsonBody(renewTaskSchema) },
  responses: { 200: json(renewedTaskSchema, 'Until when the task is kept.'), ...problems },
});

/** POST /v1/tasks/{runId}/{stepId}/heartbeat */
export function renewTaskRoute(app: HooklineApp, deps: TaskDeps): void {
  app.openapi(route, async (c) => {
    const { receipt, leaseSeconds } = c.req.valid('json');
    const until = await renewTask(deps, c.var.caller, c.req.valid('param'), receipt, leaseSeconds);
    return c.json({ leaseUntil: new Date(until).toISOString() }, 200);
  });
}
