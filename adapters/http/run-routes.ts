import type { RunDeps } from './deps.ts';
import type { HooklineApp } from './hookline-app.ts';
import { cancelFiringRoute } from './routes/cancel-firing.ts';
import { cancelRunRoute } from './routes/cancel-run.ts';
import { getRunRoute } from './routes/get-run.ts';
import { listFiringsRoute } from './routes/list-firings.ts';
import { listRunsRoute } from './routes/list-runs.ts';
import { reportOutputRoute } from './routes/report-output.ts';
import { tailRunRoute } from './routes/tail-run.ts';

const routes: readonly ((app: HooklineApp, deps: RunDeps) => void)[] = [
  listFiringsRoute,
  listRunsRoute,
  getRunRoute,
  tailRunRoute,
  reportOutputRoute,
  cancelRunRoute,
  cancelFiringRoute,
];

/** Adds the routes by which firings and runs are looked at and ended. */
export function addRunRoutes(app: HooklineApp, deps: RunDeps): void {
  for (const route of routes) route(app, deps);
}
