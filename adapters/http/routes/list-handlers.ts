import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { hookNameSchema } from '../../../core/contract/fields.ts';
import { handlerSchema } from '../../../core/contract/handler.ts';
import { listHandlers } from '../../../core/registry/list-handlers.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/handlers',
  summary: "The caller's handlers, a page at a time",
  request: {
    query: z.strictObject({
      hook: hookNameSchema.optional(),
      afterId: z.coerce
        .number('afterId is the id of a handler.')
        .int('afterId is the id of a handler, a whole number.')
        .nonnegative('afterId is the id of a handler, not negative.')
        .default(0)
        .meta({ description: 'Begin after this id.' }),
      limit: z.coerce
        .number('limit is a number.')
        .int('limit is a whole number.')
        .min(1, 'limit must be at least 1.')
        .max(1000, 'limit must be at most 1000.')
        .default(100)
        .meta({ description: 'At most so many.' }),
    }),
  },
  responses: {
    200: json(
      z.object({
        handlers: z.array(handlerSchema),
        nextAfterId: z
          .int()
          .nullable()
          .meta({ description: 'Where the next page begins; null on the last.' }),
      }),
      'Handlers, by id.',
    ),
    ...problems,
  },
});

/** GET /v1/handlers */
export function listHandlersRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => c.json(await listHandlers(deps, c.var.caller, c.req.valid('query')), 200));
}
