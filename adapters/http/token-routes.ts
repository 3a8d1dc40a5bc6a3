import type { TokenDeps } from './deps.ts';
import type { HooklineApp } from './hookline-app.ts';
import { describeIssuerRoute } from './routes/tokens/describe-issuer.ts';
import { listPublicKeysRoute } from './routes/tokens/list-public-keys.ts';

/** Adds the routes to the app by which others verify the tokens of requests; they are everybody's. */
export function addTokenRoutes(app: HooklineApp, deps: TokenDeps): void {
  listPublicKeysRoute(app, deps);
  describeIssuerRoute(app, deps);
}
