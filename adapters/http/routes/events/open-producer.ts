import { createRoute } from '@hono/zod-openapi';
import { newProducerSchema, producerSchema } from '../../../../core/contract/event.ts';
import { openProducer } from '../../../../core/events/open-producer.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/producers',
  summary: 'Open a producer, whose events are stored once however often they are sent',
  middleware: limitJsonBody,
  request: jsonBody(newProducerSchema),
  responses: { 201: json(producerSchema, 'The producer: a new one, or one that goes on.'), ...problems },
});

/** POST /v1/producers */
export function openProducerRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => c.json(await openProducer(deps, c.var.caller, c.req.valid('json')), 201));
}
