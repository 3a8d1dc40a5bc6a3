import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { limits } from '../../../core/contract/limits.ts';
import { reportOutput } from '../../../core/firing/report-output.ts';
import { json, jsonBody, problems } from '../answers.ts';
import type { RunDeps } from '../deps.ts';
import type { HooklineApp } from '../hookline-app.ts';
import { limitJsonBody } from '../limit-body.ts';

const reportSchema = z
  .strictObject({
    attempt: z.int('attempt is a whole number.').positive('Attempts begin at 1.'),
    text: z.string('text must be a string.').max(limits.outputBytes, 'text is longer than a run may print.'),
  })
  .meta({ id: 'OutputReport' });

const route = createRoute({
  method: 'post',
  path: '/v1/runs/{id}/output',
  summary: 'Tell what a run printed (the runner, with the key of the run)',
  middleware: limitJsonBody,
  request: { params: z.object({ id: z.string() }), ...jsonBody(reportSchema) },
  responses: {
    200: json(
      z.object({ cancelRequested: z.boolean().meta({ description: 'The run is to end.' }) }),
      'It was taken.',
    ),
    ...problems,
  },
});

/** POST /v1/runs/{id}/output */
export function reportOutputRoute(app: HooklineApp, deps: RunDeps): void {
  app.openapi(route, async (c) =>
    c.json(await reportOutput(deps, c.var.caller, c.req.valid('param').id, c.req.valid('json')), 200),
  );
}
