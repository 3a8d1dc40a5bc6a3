import { Hono } from 'hono';
import type { FireDeps } from './deps.ts';
import { guard } from './guard.ts';
import type { AppEnv } from './hookline-app.ts';
import { fire, firePath, limitPayload } from './routes/fire.ts';

/** The one route that fires, alone: the app of a function that starts fast because it carries nothing else. */
export function createFireApp(deps: FireDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  guard(app, deps);
  app.post(firePath, limitPayload, fire(deps));
  return app;
}
