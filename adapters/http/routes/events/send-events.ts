import { createRoute } from '@hono/zod-openapi';
import { sendEventsSchema, sentEventsSchema } from '../../../../core/contract/event.ts';
import { checkEvents } from '../../../../core/events/check-events.ts';
import { sendEvents } from '../../../../core/events/send-events.ts';
import { answerEvents } from '../../answer-events.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitEvents } from '../../limit-body.ts';
import { readExactly } from '../../read-exactly.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/events/batch',
  summary: 'Send several events: all are stored, or none',
  description: 'When some are refused, `errors` of the problem says which, and nothing is stored.',
  request: jsonBody(sendEventsSchema),
  responses: { 201: json(sentEventsSchema, 'The events as stored.'), ...problems },
});

/** POST /v1/events/batch. It reads its body itself, so that numbers in values keep their digits. */
export function sendEventsRoute(app: HooklineApp, deps: EventDeps): void {
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, limitEvents, async (c) => {
    const { events, producer } = await readExactly(c, sendEventsSchema, 3);
    const sent = await sendEvents(deps, c.var.caller, checkEvents(events), producer);
    return answerEvents(c, sent.events, { duplicates: sent.duplicates }, 201);
  });
}
