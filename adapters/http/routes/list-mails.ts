import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { mailStateSchema } from '../../../core/contract/firing.ts';
import { mailSummarySchema } from '../../../core/contract/mail.ts';
import { listMails } from '../../../core/mail/list-mails.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/mails',
  summary: "E-mails about the caller's runs",
  request: {
    query: z.strictObject({
      state: mailStateSchema.optional(),
      limit: z.coerce
        .number('limit is a number.')
        .int('limit is a whole number.')
        .min(1, 'limit must be at least 1.')
        .max(1000, 'limit must be at most 1000.')
        .default(100),
    }),
  },
  responses: { 200: json(z.object({ mails: z.array(mailSummarySchema) }), 'The newest first.'), ...problems },
});

/** GET /v1/mails */
export function listMailsRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) =>
    c.json({ mails: await listMails(deps, c.var.caller, c.req.valid('query')) }, 200),
  );
}
