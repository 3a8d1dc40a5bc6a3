import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { runStateSchema } from '../../../core/contract/firing.ts';
import { limits } from '../../../core/contract/limits.ts';
import { tailRun } from '../../../core/firing/tail-run.ts';
import { json, problems } from '../answers.ts';
import type { RunDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const tailSchema = z
  .object({
    chunks: z
      .array(
        z.object({
          item: z.int().nullable().meta({ description: 'Index of the item, for handlers with `each`.' }),
          attempt: z.int(),
          text: z.string(),
        }),
      )
      .meta({ description: 'In the order printed.' }),
    next: z.int().meta({ description: 'Ask on with it as `after`.' }),
    state: runStateSchema,
  })
  .meta({ id: 'RunTail' });

const route = createRoute({
  method: 'get',
  path: '/v1/runs/{id}/output',
  summary: 'What a run prints, while it prints it',
  request: {
    params: z.object({ id: z.string() }),
    query: z.strictObject({
      after: z.coerce.number('after is a number.').int().nonnegative().default(0).meta({
        description: 'The `next` of the answer before; 0 for the beginning.',
      }),
      waitSeconds: z.coerce
        .number('waitSeconds is a number.')
        .min(0, 'waitSeconds must not be negative.')
        .max(limits.waitSeconds, `waitSeconds must be at most ${limits.waitSeconds}.`)
        .default(0)
        .meta({ description: 'How long to wait for something to be printed.' }),
    }),
  },
  responses: {
    200: json(tailSchema, 'At once when there is something or the run has ended, else when there is.'),
    ...problems,
  },
});

/** GET /v1/runs/{id}/output */
export function tailRunRoute(app: HooklineApp, deps: RunDeps): void {
  app.openapi(route, async (c) => {
    const { after, waitSeconds } = c.req.valid('query');
    const { signal } = c.req.raw;
    const waitMs = waitSeconds * 1000;
    return c.json(await tailRun(deps, c.var.caller, c.req.valid('param').id, { after, waitMs, signal }), 200);
  });
}
