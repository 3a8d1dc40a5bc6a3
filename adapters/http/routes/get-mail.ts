import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { mailSchema } from '../../../core/contract/mail.ts';
import { getMail } from '../../../core/mail/list-mails.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/mails/{id}',
  summary: 'An e-mail as it is sent',
  request: {
    params: z.object({ id: z.string().meta({ description: 'The id of the run that it is about.' }) }),
  },
  responses: { 200: json(mailSchema, 'The e-mail.'), ...problems },
});

/** GET /v1/mails/{id} */
export function getMailRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => c.json(await getMail(deps, c.var.caller, c.req.valid('param').id), 200));
}
