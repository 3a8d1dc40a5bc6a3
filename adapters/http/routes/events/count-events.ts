import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { eventCountSchema } from '../../../../core/contract/event.ts';
import { countEvents } from '../../../../core/events/count-events.ts';
import { json, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { filterQuery, rangeQuery, toFilter } from './event-query.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/events/count',
  summary: 'How many events that you may read, in all and by sender',
  request: { query: z.strictObject({ ...filterQuery, ...rangeQuery }) },
  responses: { 200: json(eventCountSchema, 'The counts.'), ...problems },
});

/** GET /v1/events/count */
export function countEventsRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => {
    const query = c.req.valid('query');
    return c.json(await countEvents(deps, c.var.caller, { ...query, filter: toFilter(query) }), 200);
  });
}
