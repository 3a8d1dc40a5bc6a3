import { createRoute } from '@hono/zod-openapi';
import { tokenIssuerSchema } from '../../../../core/contract/token.ts';
import { describeIssuer } from '../../../../core/workflow/request/describe-issuer.ts';
import { json, problems } from '../../answers.ts';
import type { TokenDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { MAY_KEEP } from './may-keep.ts';

const route = createRoute({
  method: 'get',
  path: '/.well-known/openid-configuration',
  summary: 'Who issues the tokens of requests (OpenID Connect Discovery; no API key needed)',
  security: [],
  responses: { 200: json(tokenIssuerSchema, 'The issuer.'), ...problems },
});

/** GET /.well-known/openid-configuration */
export function describeIssuerRoute(app: HooklineApp, deps: TokenDeps): void {
  app.openapi(route, async (c) => c.json(describeIssuer(deps), 200, MAY_KEEP));
}
