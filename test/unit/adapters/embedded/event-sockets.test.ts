import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  type EventSockets,
  openEventSockets,
} from '../../../../adapters/embedded/event-socket/event-sockets.ts';
import { randomIds } from '../../../../adapters/node/random-ids.ts';
import { limits } from '../../../../core/contract/limits.ts';
import { issueKey } from '../../../../core/identity/create-key.ts';
import { listenBySocket } from '../../../../local/listen-by-socket.ts';
import { appendAll } from '../../../conformance/event-drafts.ts';
import { embeddedHome, type Stores } from '../../../conformance/homes.ts';

const ids = randomIds();
const ada = { id: ids.next(), name: 'ada', role: 'developer' as const, createdAt: 0 };

describe('The WebSocket of listeners', () => {
  const home = embeddedHome();
  let stores: Stores;
  let server: Server;
  let sockets: EventSockets;
  let key: { id: string; apiKey: string };
  let errors: unknown[];
  let url: string;

  beforeAll(() => home.start());
  afterAll(() => home.stop());
  beforeEach(async () => {
    stores = await home.open();
    errors = [];
    await stores.identities.addUser(ada);
    key = await issueKey({ ...stores, ids }, ada);
    sockets = openEventSockets({
      connect: (authorization) => listenBySocket(stores, authorization),
      clock: stores.clock,
      onError: (error) => errors.push(error),
    });
    server = createServer().on('upgrade', sockets.upgrade).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/events/socket`;
  });
  afterEach(async () => {
    sockets.close();
    stores.clock.advance(60_000);
    await new Promise((resolve) => server.close(resolve));
    expect(errors).toEqual([]);
  });

  const append = (drafts: Parameters<typeof appendAll>[1]) =>
    appendAll(stores.events, drafts, stores.clock.now());

  /** A client that keeps what it is told. */
  const connect = async () => {
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${key.apiKey}` } });
    const told: unknown[] = [];
    const waiting: ((message: unknown) => void)[] = [];
    socket.on('message', (data) => {
      const message: unknown = JSON.parse(String(data));
      const waiter = waiting.shift();
      if (waiter === undefined) told.push(message);
      else waiter(message);
    });
    await once(socket, 'open');
    return {
      socket,
      say: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
      hear: (): Promise<unknown> =>
        told.length > 0
          ? Promise.resolve(told.shift())
          : new Promise((resolve) => {
              waiting.push(resolve);
            }),
    };
  };
  /** The HTTP answer to a handshake. */
  const refusal = async (address: string, headers: Record<string, string>) => {
    const socket = new WebSocket(address, { headers });
    const [, response] = (await once(socket, 'unexpected-response')) as [
      unknown,
      import('node:http').IncomingMessage,
    ];
    let body = '';
    for await (const chunk of response) body += chunk;
    return { status: response.statusCode, headers: response.headers, problem: JSON.parse(body) };
  };
  const next = (more: object = {}) => ({ action: 'next', id: 'a', afterOffset: 0, ...more });

  describe('opening', () => {
    test('is refused without a valid key, as by every route', async () => {
      for (const headers of [{}, { authorization: 'Bearer hlk_no' }]) {
        const { status, headers: answered, problem } = await refusal(url, headers);
        expect([status, problem.code]).toEqual([401, 'unauthorized']);
        expect(answered).toMatchObject({
          'content-type': 'application/problem+json',
          'www-authenticate': 'Bearer',
        });
      }
    });

    test('is refused elsewhere', async () => {
      const authorization = `Bearer ${key.apiKey}`;
      const { status, problem } = await refusal(url.replace('socket', 'other'), { authorization });
      expect([status, problem.code]).toEqual([404, 'no-socket-here']);
    });
  });

  describe('next', () => {
    test('is answered at once when there are events', async () => {
      await append([{ value: '9007199254740993' }, { key: 'b' }, { key: 'c' }]);
      const { socket, say } = await connect();
      say(next({ limit: 2 }));
      const [data] = await once(socket, 'message');
      expect(String(data)).toContain('"value":9007199254740993');
      expect(JSON.parse(String(data))).toMatchObject({
        id: 'a',
        events: [{ offset: 1 }, { offset: 2, key: 'b' }],
        cursor: 2,
      });
    });

    test('is answered when an event comes that the filter asks for, and once', async () => {
      const { say, hear } = await connect();
      say(next({ filter: { keys: ['mine'] } }));
      say({ action: 'ping' });
      expect(await hear()).toEqual({ pong: true });
      await append([{ key: 'other' }, { key: 'mine' }, { key: 'mine' }]);
      expect(await hear()).toMatchObject({ id: 'a', events: [{ offset: 2 }], cursor: 2 });
      say({ action: 'ping' });
      expect(await hear()).toEqual({ pong: true });
    });

    test('replaces one with the same id that waits; others wait beside it', async () => {
      const { say, hear } = await connect();
      say(next({ filter: { keys: ['one'] } }));
      say(next({ id: 'b', filter: { keys: ['one'] } }));
      say(next({ filter: { keys: ['two'] } }));
      say({ action: 'ping' });
      await hear();
      await append([{ key: 'one' }, { key: 'two' }]);
      expect(await hear()).toMatchObject({ id: 'b', events: [{ key: 'one' }] });
      expect(await hear()).toMatchObject({ id: 'a', events: [{ key: 'two' }] });
    });

    test('is taken back by cancel', async () => {
      const { say, hear } = await connect();
      say(next());
      say({ action: 'cancel', id: 'a' });
      say({ action: 'ping' });
      await hear();
      await append([{}]);
      say({ action: 'ping' });
      expect(await hear()).toEqual({ pong: true });
    });

    test('for a namespace that is not the caller’s is refused, and the others go on', async () => {
      const { say, hear } = await connect();
      say(next());
      say(next({ id: 'b', filter: { namespace: 'secret' } }));
      expect(await hear()).toMatchObject({
        id: 'b',
        problem: { code: 'namespace-forbidden', status: 403, field: 'namespace' },
      });
      await append([{}]);
      expect(await hear()).toMatchObject({ id: 'a' });
    });

    test('is refused when too many wait', async () => {
      const { say, hear } = await connect();
      for (let n = 0; n < limits.eventSocket.waiting; n++) say(next({ id: `${n}` }));
      say(next({ id: 'one too many' }));
      expect(await hear()).toMatchObject({
        id: 'one too many',
        problem: { code: 'too-many-waiting-requests', status: 429 },
      });
      // One that waits already may still be replaced.
      say(next({ id: '0', filter: { keys: ['x'] } }));
      say({ action: 'ping' });
      expect(await hear()).toEqual({ pong: true });
    });

    test('is answered no more once the key has ended, and the connection is closed', async () => {
      const { socket, say, hear } = await connect();
      say(next());
      say({ action: 'ping' });
      await hear();
      await stores.identities.expireKey(key.id, stores.clock.now());
      await append([{}]);
      const closed = once(socket, 'close');
      expect(await hear()).toMatchObject({ id: 'a', problem: { code: 'unauthorized' } });
      expect(await closed).toMatchObject([1008, expect.anything()]);
    });
  });

  describe('a bad message', () => {
    test.each([
      ['text that is no JSON', 'next!', { problem: { code: 'message-not-json' } }],
      ['an unknown action', { action: 'shout', id: 'a' }, { id: 'a', problem: { field: 'action' } }],
      ['a field that is not there', next({ depth: 1 }), { id: 'a', problem: { field: 'depth' } }],
      ['a field that is missing', { action: 'next', id: 'a' }, { problem: { field: 'afterOffset' } }],
      ['too many bytes', ' '.repeat(limits.eventSocket.requestBytes + 1), { problem: { status: 413 } }],
    ])('is answered and changes nothing: %s', async (_, message, answer) => {
      const { say, hear } = await connect();
      say(next({ id: 'waits' }));
      say(message);
      expect(await hear()).toMatchObject(answer);
      await append([{}]);
      expect(await hear()).toMatchObject({ id: 'waits', cursor: 1 });
    });

    test('of far too many bytes ends the connection', async () => {
      const { socket, say } = await connect();
      say(' '.repeat(10 * limits.eventSocket.requestBytes));
      const [code] = (await once(socket, 'close')) as [number];
      expect(code).toBe(1009);
    });
  });

  describe('a client', () => {
    test('that answers pings stays, one that does not is let go', async () => {
      const { socket, say, hear } = await connect();
      const dead = await connect();
      dead.socket.pause();
      const closed = once(dead.socket, 'close');
      for (let n = 0; n < 3; n++) {
        const pinged = once(socket, 'ping');
        stores.clock.advance(30_000);
        await pinged;
        say({ action: 'ping' });
        await hear();
      }
      dead.socket.resume();
      expect((await closed)[0]).toBe(1006);
      expect(socket.readyState).toBe(WebSocket.OPEN);
    });

    test('that does not read for a while gets everything once it reads', async () => {
      await append(Array.from({ length: 20 }, () => ({ value: `"${'x'.repeat(100_000)}"` })));
      const { socket, say, hear } = await connect();
      socket.pause();
      for (let n = 0; n < 90; n++) say(next({ id: `${n}` }));
      say({ action: 'ping' });
      socket.resume();
      const heard = new Set<unknown>();
      for (let n = 0; n < 91; n++) heard.add(JSON.stringify(await hear()).slice(0, 9));
      expect(heard.size).toBe(91);
    });

    test('is told that the platform stops', async () => {
      const { socket, say, hear } = await connect();
      say(next());
      say({ action: 'ping' });
      await hear();
      sockets.close();
      const [code] = (await once(socket, 'close')) as [number];
      expect(code).toBe(1001);
      const { status, problem } = await refusal(url, { authorization: `Bearer ${key.apiKey}` });
      expect([status, problem.code, problem.retryable]).toEqual([503, 'too-many-sockets', true]);
    });
  });
});
