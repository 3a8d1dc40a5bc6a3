import type { WorkflowDeps } from './deps.ts';
import type { HooklineApp } from './hookline-app.ts';
import { checkWorkflowRoute } from './routes/workflows/check-workflow.ts';
import { compileWorkflowRoute } from './routes/workflows/compile-workflow.ts';
import { documentWorkflowRoute } from './routes/workflows/document-workflow.ts';
import { drawWorkflowRoute } from './routes/workflows/draw-workflow.ts';

const routes: readonly ((app: HooklineApp, deps: WorkflowDeps) => void)[] = [
  checkWorkflowRoute,
  drawWorkflowRoute,
  documentWorkflowRoute,
  compileWorkflowRoute,
];

/** Adds the routes of workflows to the app. */
export function addWorkflowRoutes(app: HooklineApp, deps: WorkflowDeps): void {
  for (const route of routes) route(app, deps);
}
