import { createRoute } from '@hono/zod-openapi';
import { acceptedFiringSchema, firingSchema } from '../../../core/contract/firing.ts';
import { json, problems } from '../answers.ts';
import type { AppDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { fire, firePath, headersSchema, limitPayload, paramsSchema, querySchema } from './fire.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/hooks/{hook}/firings',
  summary: 'Fire a hook',
  description:
    'The body is the payload, a JSON object kept byte for byte. Answered when the firing is stored durably; the same Idempotency-Key is carried out once.',
  request: { params: paramsSchema, query: querySchema, headers: headersSchema },
  responses: {
    200: json(firingSchema, 'Stored and finished, for requests that prefer to wait.'),
    202: json(acceptedFiringSchema, 'Stored; it will be carried out.'),
    ...problems,
  },
});

/** Adds the route that fires, with its description; `fire.ts` beside this file carries it out. */
export function fireRoute(app: HooklineApp, deps: AppDeps): void {
  app.openAPIRegistry.registerPath(route);
  app.post(firePath, limitPayload, fire(deps));
}
