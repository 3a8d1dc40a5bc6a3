import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { runSchema } from '../../../core/contract/firing.ts';
import { cancelRun } from '../../../core/firing/cancel-run.ts';
import { json, problems } from '../answers.ts';
import type { RunDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/runs/{id}/cancel',
  summary: 'Cancel a run',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: json(
      runSchema,
      'The run as it is then: `cancelled`; or still `running`, told to stop, and killed soon; or as it had ended.',
    ),
    ...problems,
  },
});

/** POST /v1/runs/{id}/cancel */
export function cancelRunRoute(app: HooklineApp, deps: RunDeps): void {
  app.openapi(route, async (c) => c.json(await cancelRun(deps, c.var.caller, c.req.valid('param').id), 200));
}
