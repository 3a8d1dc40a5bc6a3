import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { ruleNameSchema } from '../../../../core/contract/workflow-rule.ts';
import { removeRule } from '../../../../core/workflow/rules/remove-rule.ts';
import { problems } from '../../answers.ts';
import type { RuleDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'delete',
  path: '/v1/workflow-rules/{name}',
  summary: 'Remove a rule of yours; what it started goes on',
  request: { params: z.object({ name: ruleNameSchema }) },
  responses: { 204: { description: 'Removed.' }, ...problems },
});

/** DELETE /v1/workflow-rules/{name} */
export function removeRuleRoute(app: HooklineApp, deps: RuleDeps): void {
  app.openapi(route, async (c) => {
    await removeRule(deps, c.var.caller, c.req.valid('param').name);
    return c.body(null, 204);
  });
}
