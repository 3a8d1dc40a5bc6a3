import { createRoute } from '@hono/zod-openapi';
import { publicKeySetSchema } from '../../../../core/contract/token.ts';
import { listPublicKeys } from '../../../../core/workflow/request/describe-issuer.ts';
import { json, problems } from '../../answers.ts';
import type { TokenDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { MAY_KEEP } from './may-keep.ts';

const route = createRoute({
  method: 'get',
  path: '/.well-known/jwks.json',
  summary: 'The keys by which the tokens of requests are verified (RFC 7517; no API key needed)',
  security: [],
  responses: { 200: json(publicKeySetSchema, 'The public keys.'), ...problems },
});

/** GET /.well-known/jwks.json */
export function listPublicKeysRoute(app: HooklineApp, deps: TokenDeps): void {
  app.openapi(route, async (c) => c.json(await listPublicKeys(deps), 200, MAY_KEEP));
}
