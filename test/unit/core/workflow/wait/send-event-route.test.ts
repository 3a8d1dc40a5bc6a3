import { OpenAPIHono } from '@hono/zod-openapi';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rejectInvalid } from '../../../../../adapters/http/answer-problem.ts';
import { guard } from '../../../../../adapters/http/guard.ts';
import type { AppEnv, HooklineApp } from '../../../../../adapters/http/hookline-app.ts';
import { sendEventToRoute } from '../../../../../adapters/http/routes/workflow-runs/send-event-to.ts';
import { randomIds } from '../../../../../adapters/node/random-ids.ts';
import { limits } from '../../../../../core/contract/limits.ts';
import { createKey } from '../../../../../core/identity/create-key.ts';
import type { WaitDeps } from '../../../../../core/workflow/wait/deps.ts';
import { admin } from '../run/open-workflows.ts';
import { openWaits, type Waits } from './open-waits.ts';

const registered =
  'workflow_id and event_key need to be registered to receive event. Please make sure they are registered before resending.';

describe('Events for runs by HTTP', () => {
  let world: Waits;
  let app: HooklineApp;
  let apiKey: string;
  let errors: unknown[];

  const open = async (replace: (deps: WaitDeps) => Partial<WaitDeps> = () => ({})) => {
    world = await openWaits();
    const { identities } = world;
    const { clock } = world.waits;
    apiKey = (await createKey({ identities, clock, ids: randomIds() }, admin, 'ada')).apiKey;
    errors = [];
    app = new OpenAPIHono<AppEnv>({ defaultHook: rejectInvalid });
    const firings = { holder: async () => undefined };
    const onInternalError = (error: unknown) => errors.push(error);
    guard(app, { identities, firings, clock, onInternalError });
    sendEventToRoute(app, { ...world.waits, ...replace(world.waits), onInternalError });
    await world.home.run('wait:http({"key": "approval"}) → later');
  };
  beforeEach(() => open());
  afterEach(() => world.close());

  const send = async (body: unknown, { path = '/event/send_event/r', key = apiKey } = {}) => {
    const answer = await app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    await world.home.quiet();
    return { status: answer.status, body: (await answer.json()) as unknown };
  };

  test('are answered with {} when they are stored in the run', async () => {
    const sent = await send({ event_key: 'approval', event_payload: { yes: true } });
    expect(sent).toEqual({ status: 200, body: {} });
    expect((await world.step('1'))!.output).toEqual({ yes: true });
  });

  test.each([
    [{ event_payload: 1 }, "'event_key' field is not found in the request JSON"],
    [{ event_key: 'approval' }, "'event_payload' field is not found in the request JSON"],
    [[], "'event_key' field is not found in the request JSON"],
    [{ event_key: 'other', event_payload: 1 }, registered],
    [{ event_key: 5, event_payload: 1 }, registered],
  ])('%j is refused as by Ray', async (body, message) => {
    expect(await send(body)).toEqual({ status: 404, body: { error: { code: 404, message } } });
  });

  test('for a run that is not there are refused as by Ray', async () => {
    const sent = await send({ event_key: 'approval', event_payload: 1 }, { path: '/event/send_event/other' });
    expect(sent).toEqual({ status: 404, body: { error: { code: 404, message: registered } } });
  });

  test('by a key that was taken are a conflict', async () => {
    await send({ event_key: 'approval', event_payload: 1 });
    expect(await send({ event_key: 'approval', event_payload: 2 })).toEqual({
      status: 409,
      body: { error: { code: 409, message: expect.stringContaining('had its event before') } },
    });
  });

  test('that cannot be stored are answered with 500, and say no more', async () => {
    await world.close();
    await open(() => ({ endStep: () => Promise.reject(new Error('secret')) }));
    expect(await send({ event_key: 'approval', event_payload: 1 })).toEqual({
      status: 500,
      body: { error: { code: 500, message: 'event processing failed' } },
    });
    expect(errors).toMatchObject([{ message: 'secret' }]);
  });

  test('under /v1 are refused by problem documents', async () => {
    const path = '/v1/event/send_event/r';
    expect(await send({ event_key: 'approval', event_payload: 1 }, { path })).toEqual({
      status: 200,
      body: {},
    });
    const codes = [];
    for (const body of [
      { event_key: 'approval', event_payload: 2 },
      { event_key: 'other', event_payload: 2 },
      {},
    ]) {
      const sent = await send(body, { path });
      codes.push([sent.status, (sent.body as { code: string }).code]);
    }
    expect(codes).toEqual([
      [409, 'run-event-taken'],
      [404, 'run-event-unknown'],
      [404, 'run-event-field-missing'],
    ]);
  });

  test('need a key, JSON, and some measure', async () => {
    const good = { event_key: 'approval', event_payload: 1 };
    expect((await send(good, { key: 'none' })).status).toBe(401);
    expect((await send('{')).status).toBe(400);
    expect((await send({ ...good, event_payload: 'x'.repeat(limits.eventValueBytes) })).status).toBe(413);
    const deep = '['.repeat(100) + ']'.repeat(100);
    expect((await send(`{"event_key": "approval", "event_payload": ${deep}}`)).status).toBe(400);
    expect((await world.step('1'))!.state).toBe('active');
  });
});
