import { createRoute, z } from '@hono/zod-openapi';
import { hookNameSchema, tagsSchema } from '../../../core/contract/fields.ts';
import { acceptedFiringSchema } from '../../../core/contract/firing.ts';
import { limits } from '../../../core/contract/limits.ts';
import { accept } from '../../../core/firing/accept.ts';
import { payloadTooLarge } from '../../../core/firing/check-payload.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { limitBody } from '../limit-body.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/hooks/{hook}/firings',
  summary: 'Fire a hook',
  description:
    'The body is the payload, a JSON object kept byte for byte. Answered when the firing is stored durably; the same Idempotency-Key is carried out once.',
  middleware: limitBody(limits.payloadBytes, payloadTooLarge),
  request: {
    params: z.object({ hook: hookNameSchema }),
    query: z.strictObject({
      tag: z
        .union([z.string().transform((tag) => [tag]), z.array(z.string())])
        .default([])
        .pipe(tagsSchema)
        .meta({ description: 'The chosen tags; repeat it for several.' }),
      allHandlers: z
        .enum(['true', 'false'], 'allHandlers is true or false.')
        .default('false')
        .transform((value) => value === 'true')
        .meta({ description: 'Run every handler of the hook, whatever its tags.' }),
    }),
    headers: z.object({
      'idempotency-key': z
        .string()
        .min(1, 'The Idempotency-Key must not be empty.')
        .max(
          limits.idempotencyKeyLength,
          `The Idempotency-Key must have at most ${limits.idempotencyKeyLength} characters.`,
        )
        .regex(/^[\x20-\x7e]*$/, 'The Idempotency-Key must have visible ASCII characters only.')
        .optional()
        .meta({
          description:
            'Names this firing: sent again, it is answered with the same id and not carried out twice.',
        }),
    }),
  },
  responses: { 202: json(acceptedFiringSchema, 'Stored; it will be carried out.'), ...problems },
});

/** POST /v1/hooks/{hook}/firings */
export function fireRoute(app: HooklineApp, deps: AppDeps): void {
  app.openapi(route, async (c) => {
    const { tag: tags, allHandlers } = c.req.valid('query');
    const accepted = await accept(deps, c.var.caller, {
      hook: c.req.valid('param').hook,
      payload: new Uint8Array(await c.req.arrayBuffer()),
      tags,
      allHandlers,
      idempotencyKey: c.req.valid('header')['idempotency-key'],
    });
    return c.json(accepted, 202);
  });
}
