import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { clientIdSchema } from '../../../../core/contract/event.ts';
import { closeProducer } from '../../../../core/events/close-producer.ts';
import { problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/producers/{clientId}',
  summary: "Close one of the caller's producers: its client id is free",
  request: { params: z.object({ clientId: clientIdSchema }) },
  responses: { 204: { description: 'Closed.' }, ...problems },
});

/** DELETE /v1/producers/{clientId} */
export function closeProducerRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => {
    await closeProducer(deps, c.var.caller, c.req.valid('param').clientId);
    return c.body(null, 204);
  });
}
