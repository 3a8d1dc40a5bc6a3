import { createRoute } from '@hono/zod-openapi';
import { hookSchema, newHookSchema } from '../../../core/contract/hook.ts';
import { addHook } from '../../../core/hooks/add-hook.ts';
import { json, jsonBody, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { limitJsonBody } from '../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/hooks',
  summary: 'Add a hook, or change its description and schema (admins)',
  middleware: limitJsonBody,
  request: jsonBody(newHookSchema),
  responses: { 201: json(hookSchema, 'The hook as stored.'), ...problems },
});

/** POST /v1/hooks */
export function addHookRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => c.json(await addHook(deps, c.var.caller, c.req.valid('json')), 201));
}
