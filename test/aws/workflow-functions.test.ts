import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WorkflowRule } from '../../core/contract/workflow-rule.ts';
import { openStack, type Stack } from './open-stack.ts';

describe('rules and tokens of workflows, through the functions of the stack', () => {
  let stack: Stack;
  let adminKey: string;
  beforeAll(async () => {
    stack = await openStack();
    adminKey = await stack.bootstrap();
  });
  afterAll(() => stack.close());

  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await stack.request(method, path, { apiKey: adminKey, ...text });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const send = (key: string, value: unknown) => ask('POST', '/v1/events', { key, value });
  // It stops runs that go on: there are none, so that this takes no state machines.
  const put = (name: string, more: object) =>
    ask('POST', '/v1/workflow-rules', { name, workflow: 'learn', action: 'stop', ...more });
  const rule = async (name: string): Promise<WorkflowRule | undefined> => {
    const { rules } = (await ask('GET', '/v1/workflow-rules')) as { rules: WorkflowRule[] };
    return rules.find((found) => found.name === name);
  };
  const woken = () => stack.takeCalls().filter(({ name }) => name === 'lambda:wake').length;

  test('look at events that come, those of a batch at once, and act', async () => {
    await put('sum', {
      on: { key: 'rows' },
      state: 0,
      update: 'state + event.value',
      condition: 'state >= 5',
    });
    await stack.tellOn();
    woken();
    for (const rows of [2, 2, 2]) await send('rows', rows);
    await send('other', 1);
    await stack.tellOn();
    expect(await rule('sum')).toMatchObject({ state: 6, acted: 1, lastError: null });
    expect(woken()).toBe(1);
  });

  test('go on with what came while they were paused', async () => {
    await put('paused', { on: { key: 'later' } });
    await ask('POST', '/v1/workflow-rules/paused/pause', {});
    await send('later', 1);
    await stack.tellOn();
    expect(await rule('paused')).toMatchObject({ acted: 0 });
    await ask('POST', '/v1/workflow-rules/paused/resume', {});
    await stack.tellOn();
    expect(await rule('paused')).toMatchObject({ acted: 1 });
  });

  test('act once, however often the stream brings an event', async () => {
    await put('once', { on: { key: 'once' } });
    await send('once', 1);
    await stack.tellOn();
    await stack.tellAgain(1);
    await stack.tellOn();
    expect(await rule('once')).toMatchObject({ acted: 1 });
  });

  test('are asked by nobody where no event is theirs', async () => {
    await stack.tellOn();
    woken();
    await send('nobody-asks', 1);
    await stack.tellOn();
    expect(woken()).toBe(0);
  });

  test('an event for a run that there is not is refused, at both addresses', async () => {
    const body = JSON.stringify({ event_key: 'k', event_payload: 1 });
    for (const path of ['/v1/event/send_event/none', '/event/send_event/none']) {
      expect((await stack.request('POST', path, { apiKey: adminKey, body })).status).toBe(404);
    }
  });

  test("by which tokens are verified is answered to everybody: the key in KMS, with the function's own rights", async () => {
    const { status, headers, body } = await stack.request('GET', '/.well-known/jwks.json');
    expect({ status, headers, body }).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'public, max-age=300' },
      body: { keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String) }] },
    });
  });

  test("who issues tokens is the API's own address", async () => {
    const { status, body } = await stack.request('GET', '/.well-known/openid-configuration');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        issuer: 'https://hookline.example.com',
        jwks_uri: 'https://hookline.example.com/.well-known/jwks.json',
      },
    });
  });
});
