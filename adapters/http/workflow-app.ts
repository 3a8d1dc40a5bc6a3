import { OpenAPIHono } from '@hono/zod-openapi';
import type { WorkflowLanguages } from '../../core/workflow/check-workflow.ts';
import { rejectInvalid } from './answer-problem.ts';
import type { TaskDeps } from './deps.ts';
import { guard } from './guard.ts';
import type { AppEnv, HooklineApp } from './hookline-app.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { addTaskRoutes } from './task-routes.ts';
import { addLanguageRoutes } from './workflow-routes.ts';

/** The routes that read workflows' texts, and those of task workers: the app of a function that has to do with nothing else. */
export function createWorkflowApp(
  deps: WorkflowLanguages & TaskDeps & Parameters<typeof guard>[1],
): HooklineApp {
  const app: HooklineApp = new OpenAPIHono<AppEnv>({ defaultHook: rejectInvalid });
  guard(app, deps);
  addLanguageRoutes(app, deps);
  addTaskRoutes(app, deps);
  refuseUnknown(app);
  return app;
}
