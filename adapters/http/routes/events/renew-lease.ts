import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { renewLeaseSchema, subscriptionNameSchema } from '../../../../core/contract/event.ts';
import { renewLease } from '../../../../core/events/renew-lease.ts';
import { jsonBody, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/subscriptions/{name}/leases/{lease}/renew',
  summary: 'Keep a batch for longer',
  middleware: limitJsonBody,
  request: {
    params: z.object({ name: subscriptionNameSchema, lease: z.string() }),
    ...jsonBody(renewLeaseSchema),
  },
  responses: { 204: { description: 'Renewed.' }, ...problems },
});

/** POST /v1/subscriptions/{name}/leases/{lease}/renew */
export function renewLeaseRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => {
    const { name, lease } = c.req.valid('param');
    await renewLease(deps, c.var.caller, name, lease, c.req.valid('json').leaseSeconds);
    return c.body(null, 204);
  });
}
