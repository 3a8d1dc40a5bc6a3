import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { workflowRuleSchema } from '../../../../core/contract/workflow-rule.ts';
import { listRules } from '../../../../core/workflow/rules/list-rules.ts';
import { json, problems } from '../../answers.ts';
import type { RuleDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflow-rules',
  summary: "List your rules, by name; everybody's for admins and viewers",
  responses: {
    200: json(z.object({ rules: z.array(workflowRuleSchema) }), 'The rules, and how far each has come.'),
    ...problems,
  },
});

/** GET /v1/workflow-rules */
export function listRulesRoute(app: HooklineApp, deps: RuleDeps): void {
  app.openapi(route, async (c) => c.json({ rules: await listRules(deps, c.var.caller) }, 200));
}
