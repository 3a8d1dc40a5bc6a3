import { createRoute } from '@hono/zod-openapi';
import { eventSchema, sendEventSchema } from '../../../../core/contract/event.ts';
import { formatEvent } from '../../../../core/events/format-event.ts';
import { sendEvents } from '../../../../core/events/send-events.ts';
import { answerText } from '../../answer-events.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitEvents } from '../../limit-body.ts';
import { readExactly } from '../../read-exactly.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/events',
  summary: 'Send an event',
  description:
    'Answered when the event is stored durably. With `producer`, the same number is stored once: the original is answered again. A namespace that nobody has becomes yours.',
  request: jsonBody(sendEventSchema),
  responses: {
    200: json(eventSchema, 'The event, which the producer had sent before.'),
    201: json(eventSchema, 'The event as stored.'),
    ...problems,
  },
});

/** POST /v1/events. It reads its body itself, so that numbers in values keep their digits. */
export function sendEventRoute(app: HooklineApp, deps: EventDeps): void {
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, limitEvents, async (c) => {
    const { producer, ...event } = await readExactly(c, sendEventSchema, 1);
    const { events, duplicates } = await sendEvents(deps, c.var.caller, [event], producer);
    return answerText(c, formatEvent(events[0]!), duplicates === 0 ? 201 : 200);
  });
}
