import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { subscriptionSchema } from '../../../../core/contract/event.ts';
import { listSubscriptions } from '../../../../core/events/list-subscriptions.ts';
import { json, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/subscriptions',
  summary: "The caller's subscriptions (admins and viewers: everybody's)",
  responses: {
    200: json(z.object({ subscriptions: z.array(subscriptionSchema) }), 'The subscriptions, by name.'),
    ...problems,
  },
});

/** GET /v1/subscriptions */
export function listSubscriptionsRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) =>
    c.json({ subscriptions: await listSubscriptions(deps, c.var.caller) }, 200),
  );
}
