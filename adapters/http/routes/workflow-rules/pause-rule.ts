import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { ruleNameSchema, workflowRuleSchema } from '../../../../core/contract/workflow-rule.ts';
import { pauseRule } from '../../../../core/workflow/rules/pause-rule.ts';
import { json, problems } from '../../answers.ts';
import type { RuleDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const request = { params: z.object({ name: ruleNameSchema }) };
const responses = { 200: json(workflowRuleSchema, 'The rule.'), ...problems };

const pauseRoute = createRoute({
  method: 'post',
  path: '/v1/workflow-rules/{name}/pause',
  summary: 'Let a rule of yours do nothing for a while',
  request,
  responses,
});

const resumeRoute = createRoute({
  method: 'post',
  path: '/v1/workflow-rules/{name}/resume',
  summary: 'Let a rule go on, with the events that came meanwhile',
  request,
  responses,
});

/** POST /v1/workflow-rules/{name}/pause and /resume */
export function pauseRuleRoutes(app: HooklineApp, deps: RuleDeps): void {
  app.openapi(pauseRoute, async (c) =>
    c.json(await pauseRule(deps, c.var.caller, c.req.valid('param').name, true), 200),
  );
  app.openapi(resumeRoute, async (c) =>
    c.json(await pauseRule(deps, c.var.caller, c.req.valid('param').name, false), 200),
  );
}
