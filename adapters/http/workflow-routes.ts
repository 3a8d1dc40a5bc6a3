import type { WorkflowLanguages } from '../../core/workflow/check-workflow.ts';
import type { WorkflowDeps } from './deps.ts';
import type { HooklineApp } from './hookline-app.ts';
import { cancelRunRoute } from './routes/workflow-runs/cancel-run.ts';
import { downloadArchiveRoute } from './routes/workflow-runs/download-archive.ts';
import { drawRunRoute } from './routes/workflow-runs/draw-run.ts';
import { getDefinitionRoute } from './routes/workflow-runs/get-definition.ts';
import { getLimitsRoute } from './routes/workflow-runs/get-limits.ts';
import { getRunRoute } from './routes/workflow-runs/get-run.ts';
import { getStateRoute } from './routes/workflow-runs/get-state.ts';
import { getStepRoute } from './routes/workflow-runs/get-step.ts';
import { getTraceRoute } from './routes/workflow-runs/get-trace.ts';
import { keepArchiveRoute } from './routes/workflow-runs/keep-archive.ts';
import { listRunsRoute } from './routes/workflow-runs/list-runs.ts';
import { removeRunRoute } from './routes/workflow-runs/remove-run.ts';
import { restartRunRoute } from './routes/workflow-runs/restart-run.ts';
import { restoreRunRoute } from './routes/workflow-runs/restore-run.ts';
import { setLimitsRoute } from './routes/workflow-runs/set-limits.ts';
import { startRunRoute } from './routes/workflow-runs/start-run.ts';
import { terminateRunRoute } from './routes/workflow-runs/terminate-run.ts';
import { checkWorkflowRoute } from './routes/workflows/check-workflow.ts';
import { compileWorkflowRoute } from './routes/workflows/compile-workflow.ts';
import { documentWorkflowRoute } from './routes/workflows/document-workflow.ts';
import { drawWorkflowRoute } from './routes/workflows/draw-workflow.ts';
import { getWorkflowRoute } from './routes/workflows/get-workflow.ts';
import { listWorkflowsRoute } from './routes/workflows/list-workflows.ts';
import { registerWorkflowRoute } from './routes/workflows/register-workflow.ts';
import { removeWorkflowRoute } from './routes/workflows/remove-workflow.ts';

/** What is said of a workflow's text: it takes nothing but the languages. */
const languageRoutes: readonly ((app: HooklineApp, deps: WorkflowLanguages) => void)[] = [
  checkWorkflowRoute,
  drawWorkflowRoute,
  documentWorkflowRoute,
  compileWorkflowRoute,
];

const routes: readonly ((app: HooklineApp, deps: WorkflowDeps) => void)[] = [
  registerWorkflowRoute,
  getWorkflowRoute,
  listWorkflowsRoute,
  removeWorkflowRoute,
  startRunRoute,
  listRunsRoute,
  restoreRunRoute,
  getRunRoute,
  removeRunRoute,
  getDefinitionRoute,
  getStateRoute,
  getTraceRoute,
  getStepRoute,
  drawRunRoute,
  terminateRunRoute,
  restartRunRoute,
  cancelRunRoute,
  downloadArchiveRoute,
  keepArchiveRoute,
  getLimitsRoute,
  setLimitsRoute,
];

/** Adds the routes of workflows and of their runs to the app. */
export function addWorkflowRoutes(app: HooklineApp, deps: WorkflowDeps): void {
  for (const route of languageRoutes) route(app, deps);
  for (const route of routes) route(app, deps);
}
