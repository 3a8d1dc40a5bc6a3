import { createRoute } from '@hono/zod-openapi';
import { newWorkflowRuleSchema, workflowRuleSchema } from '../../../../core/contract/workflow-rule.ts';
import { putRule } from '../../../../core/workflow/rules/put-rule.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { RuleDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';
import { refuseInexact } from '../../refuse-inexact.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/workflow-rules',
  summary: 'Add a rule that starts or stops a workflow when events come, or replace yours of that name',
  middleware: [limitJsonBody, refuseInexact] as const,
  request: jsonBody(newWorkflowRuleSchema),
  responses: { 201: json(workflowRuleSchema, 'The rule as stored.'), ...problems },
});

/** POST /v1/workflow-rules */
export function putRuleRoute(app: HooklineApp, deps: RuleDeps): void {
  app.openapi(route, async (c) => c.json(await putRule(deps, c.var.caller, c.req.valid('json')), 201));
}
