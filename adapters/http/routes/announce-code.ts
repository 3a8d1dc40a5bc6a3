import { createRoute } from '@hono/zod-openapi';
import { codeUploadSchema, newCodeSchema } from '../../../core/contract/handler.ts';
import { requirePermission } from '../../../core/identity/caller.ts';
import { json, jsonBody, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { limitJsonBody } from '../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/code',
  summary: 'Ask where to send a bundle',
  middleware: limitJsonBody,
  request: jsonBody(newCodeSchema),
  responses: {
    200: json(codeUploadSchema, 'Where to PUT it, or null when it is there already.'),
    ...problems,
  },
});

/** POST /v1/code */
export function announceCodeRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => {
    requirePermission(c.var.caller, 'register');
    const { sha256, sizeBytes } = c.req.valid('json');
    const { userId } = c.var.caller;
    const upload = (await deps.code.has(userId, sha256))
      ? null
      : await deps.codeUploads.uploadFor(userId, sha256, sizeBytes);
    return c.json({ upload }, 200);
  });
}
