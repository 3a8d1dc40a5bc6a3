import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { keySchema } from '../../../core/contract/identity.ts';
import { listKeys } from '../../../core/identity/list-keys.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/keys',
  summary: "The caller's API keys, without their secrets (admins and viewers: everybody's)",
  responses: { 200: json(z.object({ keys: z.array(keySchema) }), 'The keys, oldest first.'), ...problems },
});

/** GET /v1/keys */
export function listKeysRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => c.json({ keys: await listKeys(deps, c.var.caller) }, 200));
}
