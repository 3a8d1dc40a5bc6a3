import { OpenAPIHono } from '@hono/zod-openapi';
import type { WorkflowLanguages } from '../../core/workflow/check-workflow.ts';
import { rejectInvalid } from './answer-problem.ts';
import { guard } from './guard.ts';
import type { AppEnv, HooklineApp } from './hookline-app.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { addLanguageRoutes } from './workflow-routes.ts';

/** The routes that read workflows' texts, alone: the app of a function that has to do with nothing else. */
export function createWorkflowApp(deps: WorkflowLanguages & Parameters<typeof guard>[1]): HooklineApp {
  const app: HooklineApp = new OpenAPIHono<AppEnv>({ defaultHook: rejectInvalid });
  guard(app, deps);
  addLanguageRoutes(app, deps);
  refuseUnknown(app);
  return app;
}
