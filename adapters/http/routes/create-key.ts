import { createRoute } from '@hono/zod-openapi';
import { createdKeySchema, newKeySchema } from '../../../core/contract/identity.ts';
import { createKey } from '../../../core/identity/create-key.ts';
import { json, jsonBody, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { limitJsonBody } from '../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/keys',
  summary: 'Make an API key; the answer is the only place that shows it',
  middleware: limitJsonBody,
  request: jsonBody(newKeySchema),
  responses: { 201: json(createdKeySchema, 'The key.'), ...problems },
});

/** POST /v1/keys */
export function createKeyRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => c.json(await createKey(deps, c.var.caller, c.req.valid('json').user), 201));
}
