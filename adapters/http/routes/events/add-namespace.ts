import { createRoute } from '@hono/zod-openapi';
import { namespaceSchema, newNamespaceSchema } from '../../../../core/contract/namespace.ts';
import { addNamespace } from '../../../../core/events/add-namespace.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { EventDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/namespaces',
  summary: 'Add a namespace, or change the readers, writers and retention of yours',
  middleware: limitJsonBody,
  request: jsonBody(newNamespaceSchema),
  responses: { 201: json(namespaceSchema, 'The namespace as stored.'), ...problems },
});

/** POST /v1/namespaces */
export function addNamespaceRoute(app: HooklineApp, deps: EventDeps): void {
  app.openapi(route, async (c) => c.json(await addNamespace(deps, c.var.caller, c.req.valid('json')), 201));
}
