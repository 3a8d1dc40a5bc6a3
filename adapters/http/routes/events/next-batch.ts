import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import {
  nextBatchSchema,
  subscriptionBatchSchema,
  subscriptionNameSchema,
} from '../../../../core/contract/event.ts';
import { nextBatch } from '../../../../core/events/next-batch.ts';
import { answerEvents } from '../../answer-events.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/subscriptions/{name}/next',
  summary: 'Take the next events of a subscription; the first call makes it',
  description:
    'The events are yours until you commit them, or the lease is over: then another listener gets them. Several listeners share the work.',
  middleware: limitJsonBody,
  request: { params: z.object({ name: subscriptionNameSchema }), ...jsonBody(nextBatchSchema) },
  responses: { 200: json(subscriptionBatchSchema, 'The events; none when the time was over.'), ...problems },
});

/** POST /v1/subscriptions/{name}/next. Ends when the client goes away. */
export function nextBatchRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => {
    const { name } = c.req.valid('param');
    const request = c.req.valid('json');
    const batch = await nextBatch(deps, c.var.caller, name, request, c.req.raw.signal);
    const { lease, cursor, overdueMs } = batch;
    const overdueSeconds = overdueMs === null ? null : overdueMs / 1000;
    const beside = { lease, leaseSeconds: request.leaseSeconds, cursor, overdueSeconds };
    return answerEvents(c, batch.events, beside, 200);
  });
}
