import type { Context } from 'hono';
import * as z from 'zod';
import { hookNameSchema, tagsSchema } from '../../../core/contract/fields.ts';
import { limits } from '../../../core/contract/limits.ts';
import { accept, type FireRequest } from '../../../core/firing/accept.ts';
import { payloadTooLarge } from '../../../core/firing/check-payload.ts';
import { getFiring } from '../../../core/firing/get-firing.ts';
import { mayDo } from '../../../core/identity/caller.ts';
import { invalid } from '../../../core/invalid-request.ts';
import type { FireDeps } from '../deps.ts';
import type { AppEnv } from '../hookline-app.ts';
import { limitBody } from '../limit-body.ts';
import { waitPreference } from '../wait-preference.ts';

export const paramsSchema = z.object({ hook: hookNameSchema });

export const querySchema = z.strictObject({
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
});

export const headersSchema = z.object({
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
  prefer: z
    .string()
    .optional()
    .meta({
      description: `\`wait=SECONDS\` (RFC 7240): answer when the firing is finished, after at most so long (${limits.waitSeconds}). For keys that may read.`,
    }),
});

/** Where the hook is fired, as Hono writes paths. */
export const firePath = '/v1/hooks/:hook/firings';

/** What reads the body first. */
export const limitPayload = limitBody(limits.payloadBytes, payloadTooLarge);

/**
 * POST /v1/hooks/{hook}/firings. It reads its parameters itself: on the path of every firing, the schemas of what was not sent
 * are not asked.
 */
export function fire(deps: FireDeps): (c: Context<AppEnv>) => Promise<Response> {
  return async (c) => {
    const { caller } = c.var;
    const accepted = await accept(deps, caller, await readRequest(c));
    const waitSeconds = waitPreference(c);
    if (waitSeconds === 0 || !mayDo(caller, 'read')) return c.json(accepted, 202);
    const firing = await getFiring(deps, caller, accepted.id, waitSeconds * 1000);
    c.header('Preference-Applied', `wait=${waitSeconds}`);
    return firing.state === 'finished' ? c.json(firing, 200) : c.json(accepted, 202);
  };
}

async function readRequest(c: Context<AppEnv>): Promise<FireRequest> {
  const { hook } = parse(paramsSchema, { hook: c.req.param('hook') });
  const query = c.req.url.includes('?') ? parse(querySchema, oneOrMany(c.req.queries())) : undefined;
  const key = c.req.header('idempotency-key');
  if (key !== undefined) parse(headersSchema, { 'idempotency-key': key });
  return {
    hook,
    payload: new Uint8Array(await c.req.arrayBuffer()),
    tags: query?.tag ?? [],
    allHandlers: query?.allHandlers ?? false,
    idempotencyKey: key,
  };
}

function oneOrMany(queries: Record<string, string[]>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(queries).map(([name, values]) => [name, values.length === 1 ? values[0]! : values]),
  );
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(result.error, value);
  return result.data;
}
