import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import {
  type ClaimedTask,
  claimedTasksSchema,
  claimTasksSchema,
  taskKindSchema,
} from '../../../../core/contract/task.ts';
import { platformNamespace } from '../../../../core/events/namespace-access.ts';
import { claimTasks, type HandedOutTask } from '../../../../core/workflow/worker/claim-tasks.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { TaskDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/tasks/{kind}/claim',
  summary: 'Take tasks of one kind',
  description:
    'The tasks of your runs that wait for a worker, the longest waiting first. They are yours until you end them, or the lease is over: then another worker gets them. Several workers of a kind share the work.',
  middleware: limitJsonBody,
  request: { params: z.object({ kind: taskKindSchema }), ...jsonBody(claimTasksSchema) },
  responses: { 200: json(claimedTasksSchema, 'The tasks; none when the time was over.'), ...problems },
});

/** POST /v1/tasks/{kind}/claim. Ends when the client goes away. */
export function claimTasksRoute(app: HooklineApp, deps: TaskDeps): void {
  app.openapi(route, async (c) => {
    const { caller } = c.var;
    const { kind } = c.req.valid('param');
    const request = c.req.valid('json');
    const { tasks, cursor, overdueMs } = await claimTasks(deps, caller, kind, request, c.req.raw.signal);
    return c.json(
      {
        tasks: tasks.map(formatTask),
        namespace: platformNamespace(caller.userName),
        cursor,
        overdueSeconds: overdueMs === null ? null : overdueMs / 1000,
      },
      200,
    );
  });
}

function formatTask(task: HandedOutTask): ClaimedTask {
  const { runId, stepId, kind, name, node, parameters, input, receipt, deliveries } = task;
  return {
    runId,
    stepId,
    kind,
    name,
    index: node,
    parameters,
    input,
    receipt,
    deliveries,
    offeredAt: new Date(task.offeredAt).toISOString(),
    leaseUntil: new Date(task.visibleAt).toISOString(),
  };
}
