import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { listenedEventsSchema } from '../../../../core/contract/event.ts';
import { limits } from '../../../../core/contract/limits.ts';
import { findOffset } from '../../../../core/events/find-offset.ts';
import { listenEvents } from '../../../../core/events/listen-events.ts';
import { answerEvents } from '../../answer-events.ts';
import { json, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { filterQuery, limitQuery, offsetQuery, toFilter } from './event-query.ts';

const querySchema = z.strictObject({
  ...filterQuery,
  afterOffset: offsetQuery('afterOffset').optional().meta({
    description: 'Only later ones, 0 for all that are kept; those that come from now on unless given.',
  }),
  waitSeconds: z.coerce
    .number('waitSeconds is a number of seconds.')
    .min(0, 'waitSeconds must not be negative.')
    .max(limits.waitSeconds, `waitSeconds must be at most ${limits.waitSeconds}.`)
    .default(limits.waitSeconds)
    .meta({ description: 'How long to wait for the first event.' }),
  limit: limitQuery,
});

const route = createRoute({
  method: 'get',
  path: '/v1/events/listen',
  summary: 'Wait for the next events',
  description:
    'Long polling: events that are there are answered at once, others as soon as the first comes. Ask on with the `cursor` as `afterOffset`, and nothing is missed or repeated.',
  request: { query: querySchema },
  responses: { 200: json(listenedEventsSchema, 'The events; none when the time was over.'), ...problems },
});

/** GET /v1/events/listen. Ends when the client goes away. */
export function listenEventsRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => {
    const query = c.req.valid('query');
    const { events, cursor } = await listenEvents(deps, c.var.caller, {
      filter: toFilter(query),
      afterOffset: query.afterOffset ?? (await findOffset(deps, undefined)),
      limit: query.limit,
      waitMs: query.waitSeconds * 1000,
      signal: c.req.raw.signal,
    });
    return answerEvents(c, events, { cursor }, 200);
  });
}
