import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { eventOffsetSchema } from '../../../../core/contract/event.ts';
import { findOffset } from '../../../../core/events/find-offset.ts';
import { json, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { timeQuery } from './event-query.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/events/offset',
  summary: 'The newest offset of the log, or that of a time',
  request: {
    query: z.strictObject({
      time: timeQuery('time').optional().meta({
        description:
          'Asks for the greatest offset taken at this time or before (RFC 3339); 0 when all are newer.',
        type: 'string',
        format: 'date-time',
        example: '2026-11-21T12:00:00Z',
      }),
    }),
  },
  responses: { 200: json(eventOffsetSchema, 'The offset; 0 when nothing was sent yet.'), ...problems },
});

/** GET /v1/events/offset */
export function findOffsetRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => c.json({ offset: await findOffset(deps, c.req.valid('query').time) }, 200));
}
