import { OpenAPIHono } from '@hono/zod-openapi';
import { rejectInvalid } from './answer-problem.ts';
import type { WorkflowDeps } from './deps.ts';
import { guard } from './guard.ts';
import type { AppEnv, HooklineApp } from './hookline-app.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { addWorkflowRoutes } from './workflow-routes.ts';

/** The routes of workflows alone: the app of a function that has to do with nothing else. */
export function createWorkflowApp(deps: WorkflowDeps & Parameters<typeof guard>[1]): HooklineApp {
  const app: HooklineApp = new OpenAPIHono<AppEnv>({ defaultHook: rejectInvalid });
  guard(app, deps);
  addWorkflowRoutes(app, deps);
  refuseUnknown(app);
  return app;
}
