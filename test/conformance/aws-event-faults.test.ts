import { once } from 'node:events';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { dynamodbHookStore } from '../../adapters/aws/dynamodb/hooks/hook-store.ts';
import type { Event } from '../../core/contract/event.ts';
import { type Call, type Fault, type FaultMode, injectFaults, isRead } from '../aws/inject-faults.ts';
import { openStack, type Stack } from '../aws/open-stack.ts';

const HOOK = 'lab.bound';

const waysOf = (call: Call): FaultMode[] => (isRead(call) ? ['before'] : ['before', 'after']);

describe('Whichever call of AWS fails while an event is told of, nobody misses it and nothing is doubled', () => {
  let stack: Stack;
  let faults: ReturnType<typeof injectFaults>;
  let apiKey: string;
  let socket: WebSocket;
  const heard: { id: string; events: Event[] }[] = [];

  beforeAll(async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    // The SDK pauses before it repeats a call, for a random part of a time.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    faults = injectFaults(new SQSClient({ region: 'us-east-1' }).config.requestHandler);
    stack = await openStack();
    apiKey = await stack.bootstrap();
    const { openRegistry } = await import('../../functions/wiring.ts');
    const any = { namespace: undefined, sender: undefined, eventType: undefined };
    const onEvent = { ...any, key: 'watched', boundById: 'id', boundBy: 'admin', after: 0 };
    await dynamodbHookStore(openRegistry()).put({ name: HOOK, description: '', createdAt: 0, onEvent });
    socket = new WebSocket(stack.socketUrl, { headers: { authorization: `Bearer ${apiKey}` } });
    socket.on('message', (data) => heard.push(JSON.parse(String(data)) as (typeof heard)[number]));
    await once(socket, 'open');
  }, 60_000);
  afterAll(async () => {
    faults?.remove();
    socket?.close();
    await stack?.close();
  });

  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await stack.request(method, path, {
      apiKey,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  };

  /** A listener waits for an event, and a hook is bound to it; and the event comes. */
  const send = async (id: string): Promise<{ after: number; offset: number }> => {
    const { offset: after } = await ask<{ offset: number }>('GET', '/v1/events/offset');
    stack.takeCalls();
    socket.send(JSON.stringify({ action: 'next', id, filter: { keys: ['watched'] }, afterOffset: after }));
    while (!stack.takeCalls().some(({ name }) => name === 'lambda:socket')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await stack.listenersHeard();
    const { offset } = await ask<Event>('POST', '/v1/events', { key: 'watched', value: id });
    return { after, offset };
  };

  test('every call, failing until the function fails, before and after taking effect', {
    timeout: 180_000,
  }, async () => {
    await send('warm');
    await stack.tellOn();
    await send('recorded');
    const calls = await faults.record(() => stack.tellOn());
    // What is told is whole: what it calls is known.
    expect([...new Set(calls.map(({ name }) => name))].sort()).toMatchInlineSnapshot(`
      [
        "connections:POST",
        "dynamodb:BatchWriteItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
        "sqs:SendMessageBatch",
      ]
    `);

    const wrong: string[] = [];
    const untouched: string[] = [];
    for (const call of calls) {
      for (const mode of waysOf(call)) {
        const label = `${call.name} ${call.occurrence} ${mode}`;
        const problems = await whatIsWrongAfter({ ...call, mode, times: 3 }, label);
        if (problems.length > 0) wrong.push(`${label}: ${problems.join('; ')}`);
        if (faults.injected === 0) untouched.push(label);
      }
    }
    expect(wrong).toEqual([]);
    expect(untouched).toEqual([]);
  });

  const whatIsWrongAfter = async (fault: Fault, id: string): Promise<string[]> => {
    const { after, offset } = await send(id);
    faults.arm(fault);
    await stack.tellOn();
    faults.disarm();
    const problems: string[] = [];
    const expectThat = (fine: boolean, what: string) => void (fine || problems.push(what));
    const answers = heard.filter((answer) => answer.id === id);
    expectThat(answers.length > 0, 'the listener was not told');
    for (const { events } of answers) {
      expectThat(
        events.length === 1 && events[0]!.offset === offset,
        `it was told ${JSON.stringify(events)}`,
      );
    }
    const { events } = await ask<{ events: Event[] }>('GET', `/v1/events?afterOffset=${after}`);
    const told = events.map(({ key, eventType }) => `${key} ${eventType ?? ''}`);
    expectThat(told.join() === `watched ,${HOOK} firing.accepted`, `the log has ${told.join(', ')}`);
    return problems;
  };
});
