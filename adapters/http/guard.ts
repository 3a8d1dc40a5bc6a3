import type { Hono } from 'hono';
import { type AuthenticationDeps, authenticate } from '../../core/identity/authenticate.ts';
import { answerProblem } from './answer-problem.ts';
import type { FireDeps } from './deps.ts';
import type { AppEnv } from './hookline-app.ts';
import { requireJson } from './require-json.ts';

/** Everything that needs a key; the second is Ray's, which programs know. */
const guarded = ['/v1/*', '/event/*'];

/** What stands before every route under `/v1`, and before that of events for runs: a valid key, a JSON body, and errors answered as problem documents. */
export function guard(app: Hono<AppEnv>, deps: AuthenticationDeps & Pick<FireDeps, 'onInternalError'>): void {
  app.onError((error, c) => answerProblem(error, c, deps));
  for (const path of guarded) {
    app.use(path, async (c, next) => {
      c.set('caller', await authenticate(deps, c.req.header('authorization')));
      await next();
    });
    app.use(path, requireJson);
  }
}
