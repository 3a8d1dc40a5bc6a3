import { OpenAPIHono } from '@hono/zod-openapi';
import { rejectInvalid } from './answer-problem.ts';
import type { EventDeps } from './deps.ts';
import { addEventRoutes } from './event-routes.ts';
import { guard } from './guard.ts';
import type { AppEnv, HooklineApp } from './hookline-app.ts';
import { refuseUnknown } from './refuse-unknown.ts';

/** The routes of the event log alone: the app of a function that has to do with nothing else. */
export function createEventApp(deps: EventDeps & Parameters<typeof guard>[1]): HooklineApp {
  const app: HooklineApp = new OpenAPIHono<AppEnv>({ defaultHook: rejectInvalid });
  guard(app, deps);
  addEventRoutes(app, deps);
  refuseUnknown(app);
  return app;
}
