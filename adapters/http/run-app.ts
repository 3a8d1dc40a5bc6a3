import { OpenAPIHono } from '@hono/zod-openapi';
import { rejectInvalid } from './answer-problem.ts';
import type { RunDeps } from './deps.ts';
import { guard } from './guard.ts';
import type { AppEnv, HooklineApp } from './hookline-app.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { addRunRoutes } from './run-routes.ts';

/** The routes by which firings and runs are looked at and cancelled, alone: the app of a function of their own. */
export function createRunApp(deps: RunDeps & Parameters<typeof guard>[1]): HooklineApp {
  const app: HooklineApp = new OpenAPIHono<AppEnv>({ defaultHook: rejectInvalid });
  guard(app, deps);
  addRunRoutes(app, deps);
  refuseUnknown(app);
  return app;
}
