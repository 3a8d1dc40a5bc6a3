import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type EventSocket, openEventSocket } from '../../../../sdk/listen/event-socket.ts';

const event = {
  offset: 8,
  key: 'k',
  value: 1,
  eventType: null,
  context: null,
  namespace: 'default',
  sender: 'allen',
  createTime: '2026-11-21T12:00:00.000Z',
};
const request = { filter: {}, afterOffset: 7, limit: 1 };
const never = new AbortController().signal;

/** A server that does what the test says. */
async function openServer(): Promise<{
  open(onEnd?: () => void): Promise<EventSocket>;
  readonly client: WebSocket;
  readonly messages: Record<string, unknown>[];
  answer(message: object): void;
}> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false });
  const messages: Record<string, unknown>[] = [];
  let client: WebSocket | undefined;
  server.on('connection', (socket) => {
    client = socket;
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    client?.terminate();
    server.close();
  });
  return {
    open: (onEnd = () => {}) =>
      openEventSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, 'key', onEnd),
    get client() {
      return client!;
    },
    messages,
    answer: (message) => client!.send(JSON.stringify(message)),
  };
}

describe('A WebSocket that listeners wait on', () => {
  beforeEach(
    () => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] }),
  );
  afterEach(() => void vi.useRealTimers());

  /** Until it holds, by the messages that come. */
  const until = (holds: () => unknown) =>
    vi.waitUntil(
      async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return holds();
      },
      { interval: 1 },
    );

  test('gives each answer to the request that it is for, and drops what answers none', async () => {
    const server = await openServer();
    const socket = await server.open();
    const answers = [socket.next(request, never), socket.next({ ...request, afterOffset: 9 }, never)];
    expect(socket.waiting).toBe(2);
    await until(() => server.messages.length === 2);
    expect(server.messages[0]).toEqual({ action: 'next', id: '1', ...request });
    server.answer({ id: '7', events: [], cursor: 3 });
    server.answer({ id: '2', tooLarge: true });
    server.answer({ id: '1', events: [event], cursor: 8 });
    server.answer({ id: '1', events: [event], cursor: 8 });
    expect(await Promise.all(answers)).toEqual([{ events: [event], cursor: 8 }, 'too-large']);
    expect(socket.waiting).toBe(0);
  });

  test('rejects with the problem of the platform', async () => {
    const server = await openServer();
    const socket = await server.open();
    const answer = socket.next(request, never);
    const problem = {
      type: 't',
      title: 't',
      status: 403,
      detail: 'd',
      code: 'namespace-forbidden',
      retryable: false,
    };
    server.answer({ id: '1', problem });
    await expect(answer).rejects.toMatchObject({ code: 'namespace-forbidden', status: 403 });
  });

  test('takes back what is not waited for any more', async () => {
    const server = await openServer();
    const socket = await server.open();
    const stop = new AbortController();
    const answer = socket.next(request, stop.signal);
    stop.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    await until(() => server.messages.length === 2);
    expect(server.messages[1]).toEqual({ action: 'cancel', id: '1' });
  });

  test('asks again every four minutes, which finds what a lost push would have told', async () => {
    const server = await openServer();
    const socket = await server.open();
    const answer = socket.next(request, never);
    await until(() => server.messages.length === 1);
    vi.advanceTimersByTime(4 * 60_000);
    await until(() => server.messages.length === 3);
    expect(server.messages.slice(1)).toEqual([{ action: 'ping' }, server.messages[0]]);
    server.answer({ pong: true });
    server.answer({ id: '1', events: [event], cursor: 8 });
    expect(await answer).toEqual({ events: [event], cursor: 8 });
  });

  test('asks again soon when the platform says that it failed, and not why', async () => {
    const server = await openServer();
    const socket = await server.open();
    socket.next(request, never).catch(() => {});
    await until(() => server.messages.length === 1);
    server.answer({ message: 'Internal server error', connectionId: 'c', requestId: 'r' });
    await until(() => vi.getTimerCount() > 2);
    vi.advanceTimersByTime(2000);
    await until(() => server.messages.length === 2);
    expect(server.messages[1]).toEqual(server.messages[0]);
  });

  test('ends when the other side answers pings no more', async () => {
    const server = await openServer();
    const ended = vi.fn();
    const socket = await server.open(ended);
    const answer = socket.next(request, never);
    answer.catch(() => {});
    const pings = vi.fn();
    server.client.on('ping', pings);
    vi.advanceTimersByTime(20_000);
    await until(() => pings.mock.calls.length === 1);
    server.client.pong();
    // Behind the pong: when it has come, so has that.
    const second = socket.next(request, never);
    server.answer({ id: '2', tooLarge: true });
    await second;
    vi.advanceTimersByTime(20_000);
    await until(() => pings.mock.calls.length === 2);
    vi.advanceTimersByTime(20_000);
    await expect(answer).rejects.toMatchObject({ code: 'connection-lost', retryable: true });
    expect(ended).toHaveBeenCalledTimes(1);
    await expect(socket.next(request, never)).rejects.toMatchObject({ code: 'connection-lost' });
  });

  test('lives on where the other side never answers pings', async () => {
    const server = await openServer();
    const socket = await server.open();
    const answer = socket.next(request, never);
    for (let n = 0; n < 5; n++) vi.advanceTimersByTime(20_000);
    await until(() => server.messages.length === 1);
    server.answer({ id: '1', events: [event], cursor: 8 });
    expect(await answer).toMatchObject({ cursor: 8 });
  });
});
