import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { cancelFiring } from '../../../core/firing/cancel-firing.ts';
import { json, problems } from '../answers.ts';
import type { RunDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const cancelledFiringSchema = z
  .object({
    cancelled: z.int().meta({ description: 'Runs that are cancelled.' }),
    requested: z.int().meta({ description: 'Runs that were told to stop, and are killed soon.' }),
    final: z.int().meta({ description: 'Runs that had ended before.' }),
  })
  .meta({ id: 'CancelledFiring' });

const route = createRoute({
  method: 'post',
  path: '/v1/firings/{id}/cancel',
  summary: 'Cancel every run of a firing (who fired it, and admins)',
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json(cancelledFiringSchema, 'How many runs it concerned, and how.'), ...problems },
});

/** POST /v1/firings/{id}/cancel */
export function cancelFiringRoute(app: HooklineApp, deps: RunDeps): void {
  app.openapi(route, async (c) =>
    c.json(await cancelFiring(deps, c.var.caller, c.req.valid('param').id), 200),
  );
}
