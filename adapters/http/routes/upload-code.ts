import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { sha256Schema } from '../../../core/contract/handler.ts';
import { limits } from '../../../core/contract/limits.ts';
import { codeTooLarge, uploadCode } from '../../../core/registry/upload-code.ts';
import { problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { limitBody } from '../limit-body.ts';

const route = createRoute({
  method: 'put',
  path: '/v1/code/{sha256}',
  summary: 'Send a bundle: one ES module of at most 10 MiB',
  middleware: limitBody(limits.bundleBytes, codeTooLarge),
  request: { params: z.object({ sha256: sha256Schema }) },
  responses: { 204: { description: 'Stored.' }, ...problems },
});

/** PUT /v1/code/{sha256} */
export function uploadCodeRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => {
    const code = new Uint8Array(await c.req.arrayBuffer());
    await uploadCode(deps, c.var.caller, c.req.valid('param').sha256, code);
    return c.body(null, 204);
  });
}
