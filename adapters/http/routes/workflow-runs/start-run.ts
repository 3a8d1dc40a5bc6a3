import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { limits } from '../../../../core/contract/limits.ts';
import {
  type NewWorkflowRun,
  newWorkflowRunSchema,
  workflowRunSchema,
} from '../../../../core/contract/workflow-run.ts';
import { mayDo } from '../../../../core/identity/caller.ts';
import { startRun, type WorkflowChoice } from '../../../../core/workflow/run/start-run.ts';
import { awaitRun, hasEnded } from '../../../../core/workflow/runs/get-run.ts';
import { acceptSource } from '../../accept-source.ts';
import { json, problems } from '../../answers.ts';
import type { WorkflowDeps } from '../../deps.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { startFormSchema } from '../../read-start-form.ts';
import { refuseInexact } from '../../refuse-inexact.ts';
import { waitPreference } from '../../wait-preference.ts';

/** The bodies that become JSON before they are looked at (`acceptSource`). */
const otherBodies: object = {
  'text/plain': { schema: { type: 'string', description: 'The text of the workflow.' } },
  'multipart/form-data': { schema: startFormSchema },
};

const route = createRoute({
  method: 'post',
  path: '/v1/workflow-runs',
  summary: 'Start a run of a workflow, or go on with one',
  description:
    'A body of the type text/plain is the text of the workflow, as `source`. A form has the fields of the JSON body, so that a file can be uploaded as `source`. The id of a run that failed or was terminated restarts it.',
  middleware: [acceptSource, refuseInexact] as const,
  request: {
    headers: z.object({
      prefer: z
        .string()
        .optional()
        .meta({
          description: `\`wait=SECONDS\` (RFC 7240): answer when the run has ended, after at most so long (${limits.waitSeconds}). For keys that may read.`,
        }),
    }),
    body: {
      required: true,
      content: {
        'application/json': { schema: newWorkflowRunSchema },
        ...otherBodies,
      },
    },
  },
  responses: {
    200: json(workflowRunSchema, 'The run, which has ended.'),
    202: json(workflowRunSchema, 'The run: stored, and carried out from now on.'),
    ...problems,
  },
});

/** POST /v1/workflow-runs */
export function startRunRoute(app: HooklineApp, deps: WorkflowDeps): void {
  app.openapi(route, async (c) => {
    const { caller } = c.var;
    const { workflow: _, version: __, source: ___, graph: ____, ...request } = c.req.valid('json');
    const started = await startRun(deps, caller, { workflow: chosen(c.req.valid('json')), ...request });
    const waitSeconds = mayDo(caller, 'read') ? waitPreference(c) : 0;
    if (waitSeconds > 0) c.header('Preference-Applied', `wait=${waitSeconds}`);
    const run = await awaitRun(deps, started, { waitMs: waitSeconds * 1000 });
    return hasEnded(run) ? c.json(run, 200) : c.json(run, 202);
  });
}

function chosen({ workflow, version, source, graph }: NewWorkflowRun): WorkflowChoice {
  if (workflow !== undefined) return { name: workflow, version };
  return source === undefined ? { graph: graph! } : { source };
}
