import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { limits } from '../../../../core/contract/limits.ts';
import {
  type RunEventRefusal,
  runEventRefusalSchema,
  runEventSchema,
} from '../../../../core/contract/run-event.ts';
import { jsonDepth } from '../../../../core/json-depth.ts';
import { toProblem } from '../../../../core/problem-document.ts';
import {
  eventFieldMissing,
  eventUnknown,
  sendEventTo,
} from '../../../../core/workflow/wait/send-event-to.ts';
import { bodyNotJson } from '../../answer-problem.ts';
import { json, jsonBody, problems } from '../../answers.ts';
import type { RunEventDeps } from '../../deps.ts';
import type { AppEnv, HooklineApp } from '../../hookline-app.ts';
import { limitJsonBody } from '../../limit-body.ts';
import { checkNumbers } from '../../refuse-inexact.ts';

const request = {
  params: z.object({ workflow_id: z.string().meta({ description: 'The id of a run of yours.' }) }),
  ...jsonBody(runEventSchema),
};
const stored = json(z.object({}), 'It is stored.');

const route = createRoute({
  method: 'post',
  path: '/v1/event/send_event/{workflow_id}',
  summary: 'Send an event to a run of a workflow',
  description:
    'Answered when the event is stored in the run: as the output of the `wait:http` that waits for it, or until that begins. In a loop, the key is free again when the task begins again. 404: a field is missing, no such run goes on, or no task of it waits for such a key. 409: the key had its event before.',
  request,
  responses: { 200: stored, ...problems },
});

const routeOfRay = createRoute({
  method: 'post',
  path: '/event/send_event/{workflow_id}',
  summary: 'Send an event to a run of a workflow, as to Ray',
  description: 'The same, where refusals have the form that programs for Ray Workflows know.',
  request,
  responses: {
    200: stored,
    404: json(
      runEventRefusalSchema,
      'A field is missing, no such run goes on, or no task of it waits for such a key.',
    ),
    409: json(runEventRefusalSchema, 'The key had its event before.'),
    500: json(runEventRefusalSchema, 'It could not be stored.'),
    ...problems,
  },
});

/** POST /v1/event/send_event/{workflow_id}, and without /v1. It looks at its body itself, so that a missing field is refused as by Ray. */
export function sendEventToRoute(app: HooklineApp, deps: RunEventDeps): void {
  app.openAPIRegistry.registerPath(route);
  app.openAPIRegistry.registerPath(routeOfRay);
  app.post('/v1/event/send_event/:workflow_id', limitJsonBody, async (c) => {
    await readAndSend(c, deps);
    return c.json({}, 200);
  });
  app.post('/event/send_event/:workflow_id', limitJsonBody, async (c) => {
    try {
      await readAndSend(c, deps);
      return c.json({}, 200);
    } catch (error) {
      const { status, message } = toProblem(error);
      if (status >= 500) deps.onInternalError?.(error);
      else if (status !== 404 && status !== 409) throw error;
      return refuse(c, status, status >= 500 ? 'event processing failed' : message);
    }
  });
}

async function readAndSend(c: Context<AppEnv>, deps: RunEventDeps): Promise<void> {
  const body = await readBody(c);
  for (const field of ['event_key', 'event_payload']) {
    if (!Object.hasOwn(body, field)) throw eventFieldMissing(field);
  }
  const { event_key: key, event_payload: payload } = body;
  if (typeof key !== 'string') throw eventUnknown();
  await sendEventTo(deps, c.var.caller, { runId: c.req.param('workflow_id') ?? '', key, payload });
}

async function readBody(c: Context): Promise<Record<string, unknown>> {
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  if (jsonDepth(bytes) > limits.payloadDepth) {
    throw bodyNotJson(`Arrays and objects may be nested ${limits.payloadDepth} levels deep.`);
  }
  let body: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    body = JSON.parse(text);
  } catch (cause) {
    throw bodyNotJson('The body is not valid JSON. Send a JSON object in UTF-8.', { cause });
  }
  checkNumbers(text);
  return typeof body === 'object' && body !== null && !Array.isArray(body)
    ? (body as Record<string, unknown>)
    : {};
}

function refuse(c: Context, code: number, message: string): Response {
  return c.json({ error: { code, message } } satisfies RunEventRefusal, code as 404);
}
