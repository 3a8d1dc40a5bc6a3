import { createRoute } from '@hono/zod-openapi';
import { eventSocketAddressSchema } from '../../../../core/contract/event.ts';
import { json, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/events/socket',
  summary: 'Where listeners open their WebSocket',
  responses: { 200: json(eventSocketAddressSchema, 'The address.'), ...problems },
});

/** GET /v1/events/socket */
export function getEventSocketRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, (c) => c.json({ url: deps.eventSocketUrl ?? null }, 200));
}
