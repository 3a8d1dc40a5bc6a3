import type { TaskDeps } from './deps.ts';
import type { HooklineApp } from './hookline-app.ts';
import { acknowledgeTaskRoute } from './routes/tasks/acknowledge-task.ts';
import { claimTasksRoute } from './routes/tasks/claim-tasks.ts';
import { endTaskRoute } from './routes/tasks/end-task.ts';
import { listTaskKindsRoute } from './routes/tasks/list-task-kinds.ts';
import { releaseTaskRoute } from './routes/tasks/release-task.ts';
import { renewTaskRoute } from './routes/tasks/renew-task.ts';

const routes: readonly ((app: HooklineApp, deps: TaskDeps) => void)[] = [
  listTaskKindsRoute,
  claimTasksRoute,
  acknowledgeTaskRoute,
  renewTaskRoute,
  endTaskRoute,
  releaseTaskRoute,
];

/** Adds the routes of task workers to the app. */
export function addTaskRoutes(app: HooklineApp, deps: TaskDeps): void {
  for (const route of routes) route(app, deps);
}
