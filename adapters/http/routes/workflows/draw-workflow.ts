import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import {
  pictureFormatSchema,
  pictureOrientationSchema,
  workflowPictureSchema,
  workflowSourceSchema,
} from '../../../../core/contract/workflow.ts';
import { requirePermission } from '../../../../core/identity/caller.ts';
import { checkWorkflow, type WorkflowLanguages } from '../../../../core/workflow/check-workflow.ts';
import { drawMermaid } from '../../../../core/workflow/picture/mermaid.ts';
import { drawSvg } from '../../../../core/workflow/picture/svg.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';

const querySchema = z.strictObject({
  format: pictureFormatSchema.default('mermaid').meta({ description: 'As what it is drawn.' }),
  orientation: pictureOrientationSchema
    .default('horizontal')
    .meta({ description: 'Where it flows: to the right, or down.' }),
});

const route = createRoute({
  method: 'post',
  path: '/v1/workflows/graph',
  summary: 'A picture of a workflow',
  middleware: limitJsonBody,
  request: { ...jsonBody(workflowSourceSchema), query: querySchema },
  responses: {
    200: json(workflowPictureSchema, 'The picture and no errors, or errors and no picture.'),
    ...problems,
  },
});

/** POST /v1/workflows/graph */
export function drawWorkflowRoute(app: HooklineApp, deps: WorkflowLanguages): void {
  app.openapi(route, async (c) => {
    requirePermission(c.var.caller, 'read');
    const { format, orientation } = c.req.valid('query');
    const { graph, errors } = await checkWorkflow(c.req.valid('json').source, deps);
    const draw = format === 'svg' ? drawSvg : drawMermaid;
    return c.json({ picture: graph === null ? null : draw(graph, orientation), errors }, 200);
  });
}
