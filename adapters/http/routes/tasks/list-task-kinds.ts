import { createRoute } from '@hono/zod-openapi';
import { taskKindsSchema } from '../../../../core/contract/task.ts';
import { listTaskKinds } from '../../../../core/workflow/worker/list-task-kinds.ts';
import { json, problems } from '../../answers.ts';
import type { TaskDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/tasks',
  summary: "The kinds of tasks that the caller's runs want workers for",
  responses: { 200: json(taskKindsSchema, 'The kinds, by name.'), ...problems },
});

/** GET /v1/tasks */
export function listTaskKindsRoute(app: HooklineApp, deps: TaskDeps): void {
  app.openapi(route, async (c) => c.json(await listTaskKinds(deps, c.var.caller), 200));
}
