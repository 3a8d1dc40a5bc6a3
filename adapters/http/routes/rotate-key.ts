import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { createdKeySchema, keyRotationSchema } from '../../../core/contract/identity.ts';
import { rotateKey } from '../../../core/identity/rotate-key.ts';
import { json, jsonBody, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { limitJsonBody } from '../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/keys/{id}/rotations',
  summary: 'Replace an API key; the old one goes on working for a while',
  middleware: limitJsonBody,
  request: { params: z.object({ id: z.string() }), ...jsonBody(keyRotationSchema) },
  responses: { 201: json(createdKeySchema, 'The new key.'), ...problems },
});

/** POST /v1/keys/{id}/rotations */
export function rotateKeyRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => {
    const { overlapSeconds } = c.req.valid('json');
    return c.json(await rotateKey(deps, c.var.caller, c.req.valid('param').id, overlapSeconds), 201);
  });
}
