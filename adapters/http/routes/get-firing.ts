import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { firingSchema } from '../../../core/contract/firing.ts';
import { limits } from '../../../core/contract/limits.ts';
import { getFiring } from '../../../core/firing/get-firing.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/firings/{id}',
  summary: 'A firing with its runs and history',
  request: {
    params: z.object({ id: z.string() }),
    query: z.strictObject({
      waitSeconds: z.coerce
        .number('waitSeconds is a number of seconds.')
        .min(0, 'waitSeconds must not be negative.')
        .max(limits.waitSeconds, `waitSeconds must be at most ${limits.waitSeconds}.`)
        .default(0)
        .meta({ description: 'Wait until it is finished, for at most so long, before answering.' }),
    }),
  },
  responses: { 200: json(firingSchema, 'The firing.'), ...problems },
});

/** GET /v1/firings/{id} */
export function getFiringRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => {
    const waitMs = c.req.valid('query').waitSeconds * 1000;
    return c.json(await getFiring(deps, c.var.caller, c.req.valid('param').id, waitMs), 200);
  });
}
