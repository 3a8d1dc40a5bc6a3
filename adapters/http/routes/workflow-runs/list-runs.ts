import { createRoute } from '@hono/zod-openapi';
import { workflowRunListingSchema, workflowRunPageSchema } from '../../../../core/contract/workflow-run.ts';
import { listRuns } from '../../../../core/workflow/runs/list-runs.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';

const route = createRoute({
  method: 'get',
  path: '/v1/workflow-runs',
  summary: "The caller's runs of workflows, a page at a time",
  request: { query: workflowRunListingSchema },
  responses: {
    200: {
      ...json(workflowRunPageSchema, 'The newest first.'),
      headers: {
        Link: {
          description: 'The next page, as `rel="next"` (RFC 8288), where there is one.',
          schema: { type: 'string' as const },
        },
      },
    },
    ...problems,
  },
});

/** GET /v1/workflow-runs */
export function listRunsRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const page = await listRuns(deps, c.var.caller, c.req.valid('query'));
    if (page.next !== null) {
      const next = new URLSearchParams(new URL(c.req.url).search);
      next.set('next', page.next);
      c.header('Link', `<${c.req.path}?${next}>; rel="next"`);
    }
    return c.json(page, 200);
  });
}
