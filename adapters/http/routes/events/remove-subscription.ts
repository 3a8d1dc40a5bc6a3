import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { subscriptionNameSchema } from '../../../../core/contract/event.ts';
import { removeSubscription } from '../../../../core/events/remove-subscription.ts';
import { problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/subscriptions/{name}',
  summary: "Remove one of the caller's subscriptions, with its place in the log",
  request: { params: z.object({ name: subscriptionNameSchema }) },
  responses: { 204: { description: 'Removed.' }, ...problems },
});

/** DELETE /v1/subscriptions/{name} */
export function removeSubscriptionRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => {
    await removeSubscription(deps, c.var.caller, c.req.valid('param').name);
    return c.body(null, 204);
  });
}
