import type { Hono } from 'hono';
import { type AuthenticationDeps, authenticate } from '../../core/identity/authenticate.ts';
import { answerProblem } from './answer-problem.ts';
import type { FireDeps } from './deps.ts';
import type { AppEnv } from './hookline-app.ts';
import { requireJson } from './require-json.ts';

/** What stands before every route under `/v1`: a valid key, a JSON body, and errors answered as problem documents. */
export function guard(app: Hono<AppEnv>, deps: AuthenticationDeps & Pick<FireDeps, 'onInternalError'>): void {
  app.onError((error, c) => answerProblem(error, c, deps));
  app.use('/v1/*', async (c, next) => {
    c.set('caller', await authenticate(deps, c.req.header('authorization')));
    await next();
  });
  app.use('/v1/*', requireJson);
}
