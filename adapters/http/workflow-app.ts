import { OpenAPIHono } from '@hono/zod-openapi';
import { rejectInvalid } from './answer-problem.ts';
import type { RuleDeps, RunEventDeps, TaskDeps, TokenDeps, WorkflowDeps } from './deps.ts';
import { guard } from './guard.ts';
import type { AppEnv, HooklineApp } from './hookline-app.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { sendEventToRoute } from './routes/workflow-runs/send-event-to.ts';
import { addRuleRoutes } from './rule-routes.ts';
import { addTaskRoutes } from './task-routes.ts';
import { addTokenRoutes } from './token-routes.ts';
import { addWorkflowRoutes } from './workflow-routes.ts';

/** The routes of workflows, of their runs, rules and tokens, and of task workers: the app of a function that has to do with nothing else. */
export function createWorkflowApp(
  deps: WorkflowDeps & TaskDeps & RuleDeps & RunEventDeps & TokenDeps & Parameters<typeof guard>[1],
): HooklineApp {
  const app: HooklineApp = new OpenAPIHono<AppEnv>({ defaultHook: rejectInvalid });
  guard(app, deps);
  addWorkflowRoutes(app, deps);
  addTaskRoutes(app, deps);
  addRuleRoutes(app, deps);
  sendEventToRoute(app, deps);
  addTokenRoutes(app, deps);
  refuseUnknown(app);
  return app;
}
