import type { RuleDeps } from './deps.ts';
import type { HooklineApp } from './hookline-app.ts';
import { listRulesRoute } from './routes/workflow-rules/list-rules.ts';
import { pauseRuleRoutes } from './routes/workflow-rules/pause-rule.ts';
import { putRuleRoute } from './routes/workflow-rules/put-rule.ts';
import { removeRuleRoute } from './routes/workflow-rules/remove-rule.ts';

const routes: readonly ((app: HooklineApp, deps: RuleDeps) => void)[] = [
  putRuleRoute,
  listRulesRoute,
  pauseRuleRoutes,
  removeRuleRoute,
];

/** Adds the routes of rules to the app. */
export function addRuleRoutes(app: HooklineApp, deps: RuleDeps): void {
  for (const route of routes) route(app, deps);
}
