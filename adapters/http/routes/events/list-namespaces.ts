import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { namespaceSchema } from '../../../../core/contract/namespace.ts';
import { listNamespaces } from '../../../../core/events/list-namespaces.ts';
import { json, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/namespaces',
  summary: 'The namespaces whose events you may read or send',
  responses: {
    200: json(z.object({ namespaces: z.array(namespaceSchema) }), 'The namespaces, by name.'),
    ...problems,
  },
});

/** GET /v1/namespaces */
export function listNamespacesRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => c.json({ namespaces: await listNamespaces(deps, c.var.caller) }, 200));
}
