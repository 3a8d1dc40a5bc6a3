import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { subscriptionNameSchema } from '../../../../core/contract/event.ts';
import { commitBatch } from '../../../../core/events/commit-batch.ts';
import { jsonBody, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/subscriptions/{name}/leases/{lease}/commit',
  summary: 'Commit a batch: no listener gets it again',
  middleware: limitJsonBody,
  request: {
    params: z.object({ name: subscriptionNameSchema, lease: z.string() }),
    ...jsonBody(z.strictObject({})),
  },
  responses: { 204: { description: 'Committed.' }, ...problems },
});

/** POST /v1/subscriptions/{name}/leases/{lease}/commit */
export function commitBatchRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => {
    const { name, lease } = c.req.valid('param');
    await commitBatch(deps, c.var.caller, name, lease);
    return c.body(null, 204);
  });
}
