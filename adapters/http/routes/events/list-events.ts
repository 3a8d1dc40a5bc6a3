import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { eventPageSchema } from '../../../../core/contract/event.ts';
import { listEvents } from '../../../../core/events/list-events.ts';
import { answerEvents } from '../../answer-events.ts';
import { json, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { filterQuery, limitQuery, rangeQuery, toFilter } from './event-query.ts';

const querySchema = z.strictObject({
  ...filterQuery,
  ...rangeQuery,
  limit: limitQuery,
  newestFirst: z
    .enum(['true', 'false'], 'newestFirst is true or false.')
    .default('false')
    .transform((value) => value === 'true')
    .meta({ description: 'From the end backwards.' }),
});

const route = createRoute({
  method: 'get',
  path: '/v1/events',
  summary: 'Events that you may read, a page at a time',
  request: { query: querySchema },
  responses: { 200: json(eventPageSchema, 'Events, by offset.'), ...problems },
});

/** GET /v1/events */
export function listEventsRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => {
    const query = c.req.valid('query');
    const listing = { ...query, filter: toFilter(query) };
    const { events, ...beside } = await listEvents(deps, c.var.caller, listing);
    return answerEvents(c, events, beside, 200);
  });
}
