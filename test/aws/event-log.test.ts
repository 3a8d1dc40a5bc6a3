import { once } from 'node:events';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { chunkKey } from '../../adapters/aws/dynamodb/events/event-items.ts';
import { dynamodbHookStore } from '../../adapters/aws/dynamodb/hooks/hook-store.ts';
import { publishEvents } from '../../adapters/aws/streams/publish-events.ts';
import type { Event } from '../../core/contract/event.ts';
import { sha256Hex } from '../../core/hash.ts';
import { openStack, type Stack } from './open-stack.ts';

interface Page {
  readonly events: Event[];
  readonly cursor: number;
}

/** A client that keeps what it is told. */
interface Client {
  say(message: object | string): void;
  /** What it is told next. */
  hear(): Promise<Record<string, unknown>>;
  /** Everything that it was told and nobody has heard. */
  readonly unheard: unknown[];
  readonly closed: Promise<number>;
  close(): Promise<void>;
}

describe('the event log through the functions of the stack', () => {
  let stack: Stack;
  let adminKey: string;
  const clients: Client[] = [];
  beforeAll(async () => {
    stack = await openStack();
    adminKey = await stack.bootstrap();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => stack.close());

  const ask = async <T>(method: string, path: string, body?: object, apiKey = adminKey): Promise<T> => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await stack.request(method, path, { apiKey, ...text });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body as T;
  };
  const addUser = async (name: string, role: string): Promise<{ id: string; apiKey: string }> => {
    await ask('POST', '/v1/users', { name, role });
    return await ask('POST', '/v1/keys', { user: name });
  };
  const send = (key: string, more: object = {}, apiKey = adminKey): Promise<Event> =>
    ask('POST', '/v1/events', { key, value: null, ...more }, apiKey);
  const latest = async (): Promise<number> =>
    (await ask<{ offset: number }>('GET', '/v1/events/offset')).offset;

  const open = (apiKey: string | undefined): WebSocket =>
    new WebSocket(stack.socketUrl, {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    });
  const connect = async (apiKey = adminKey): Promise<Client> => {
    const socket = open(apiKey);
    const unheard: unknown[] = [];
    const waiting: ((message: Record<string, unknown>) => void)[] = [];
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Record<string, unknown>;
      const waiter = waiting.shift();
      if (waiter === undefined) unheard.push(message);
      else waiter(message);
    });
    const closed = once(socket, 'close').then(([code]) => Number(code));
    await once(socket, 'open');
    const client: Client = {
      say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
      hear: () =>
        unheard.length > 0
          ? Promise.resolve(unheard.shift() as Record<string, unknown>)
          : new Promise((resolve) => {
              waiting.push(resolve);
            }),
      unheard,
      closed,
      async close() {
        socket.close();
        await closed;
      },
    };
    clients.push(client);
    return client;
  };
  /** Resolves when what the client has said before is answered, or waits. */
  const settle = async (client: Client): Promise<void> => {
    client.say({ action: 'ping' });
    expect(await client.hear()).toEqual({ pong: true });
    await stack.listenersHeard();
  };
  const next = (filter: object, afterOffset: number, more: object = {}) => ({
    ...{ action: 'next', id: 'n', filter, afterOffset, ...more },
  });

  describe('a WebSocket', () => {
    test('is refused without a valid key', async () => {
      for (const key of [undefined, 'hlk_nonsense']) {
        const [, response] = (await once(open(key), 'unexpected-response')) as [
          unknown,
          { statusCode: number },
        ];
        expect(response.statusCode).toBe(401);
      }
    });

    test('is where the API says', async () => {
      expect(await ask('GET', '/v1/events/socket')).toEqual({ url: stack.socketUrl });
    });

    test('answers what nobody can make sense of', async () => {
      const client = await connect();
      client.say('no JSON');
      expect(await client.hear()).toMatchObject({ problem: { code: 'message-not-json' } });
      client.say({ action: 'sing', id: 's' });
      expect(await client.hear()).toMatchObject({ id: 's', problem: { code: 'invalid-request' } });
    });
  });

  describe('a listener', () => {
    test('gets events that are there at once, with all their digits', async () => {
      const client = await connect();
      const body = '{"key":"there","value":12345678901234567890}';
      const { body: sent } = await stack.request('POST', '/v1/events', { apiKey: adminKey, body });
      const { offset } = sent as Event;
      client.say(next({ keys: ['there'] }, 0));
      expect(await client.hear()).toMatchObject({
        id: 'n',
        events: [{ offset, key: 'there', sender: 'admin', namespace: 'default' }],
        cursor: expect.any(Number),
      });
    });

    test('waits for those that are not there yet, and gets them once', async () => {
      const client = await connect();
      const after = await latest();
      client.say(next({ keys: ['awaited', 'other'] }, after));
      await settle(client);
      await send('unasked');
      await stack.tellOn();
      expect(client.unheard).toEqual([]);

      const { offset } = await send('awaited', { value: { ok: true } });
      await stack.tellOn();
      const answer = await client.hear();
      expect(answer).toMatchObject({ id: 'n', events: [{ offset, value: { ok: true } }], cursor: offset });

      await send('awaited');
      await stack.tellOn();
      await stack.tellAgain(7);
      await settle(client);
      expect(client.unheard).toEqual([]);
    });

    test.each([
      ['any event', {}],
      ['a key', { keys: ['k'] }],
      ['a namespace', { namespace: 'default' }],
      ['a sender', { sender: 'trainer' }],
      ['a type', { eventType: 'done' }],
      ['all of them', { keys: ['k', 'l'], namespace: 'default', sender: 'trainer', eventType: 'done' }],
    ])('is woken who waits for %s', async (_what, filter) => {
      const client = await connect();
      client.say(next(filter, await latest()));
      await settle(client);
      const { offset } = await send('k', { sender: 'trainer', eventType: 'done' });
      await stack.tellOn();
      expect(await client.hear()).toMatchObject({ id: 'n', events: [{ offset }] });
    });

    test('gets no more of a batch than it asked for, and the rest with its next question', async () => {
      const client = await connect();
      const after = await latest();
      client.say(next({ keys: ['batch'] }, after, { limit: 3 }));
      await settle(client);
      const events = Array.from({ length: 5 }, (_, value) => ({ key: 'batch', value }));
      await ask('POST', '/v1/events/batch', { events });
      await stack.tellOn();
      const first = (await client.hear()) as unknown as Page;
      expect(first.events.map(({ value }) => value)).toEqual([0, 1, 2]);
      client.say(next({ keys: ['batch'] }, first.cursor));
      expect(((await client.hear()) as unknown as Page).events.map(({ value }) => value)).toEqual([3, 4]);
    });

    test('is told to list what is larger than a message may be', async () => {
      const client = await connect();
      const after = await latest();
      client.say(next({ keys: ['large'] }, after));
      await settle(client);
      await send('large', { value: 'x'.repeat(200_000) });
      await stack.tellOn();
      expect(await client.hear()).toEqual({ id: 'n', tooLarge: true });
      const listed = await ask<Page>('GET', `/v1/events?key=large&afterOffset=${after}`);
      expect(listed.events).toHaveLength(1);
    });

    test('is not answered any more when it has taken its request back', async () => {
      const client = await connect();
      client.say(next({ keys: ['cancelled'] }, await latest()));
      await settle(client);
      client.say({ action: 'cancel', id: 'n' });
      await settle(client);
      await send('cancelled');
      await stack.tellOn();
      await settle(client);
      expect(client.unheard).toEqual([]);
    });

    test('replaces what it asked for by asking anew under the same id', async () => {
      const client = await connect();
      const after = await latest();
      client.say(next({ keys: ['same'], eventType: 'old' }, after));
      await settle(client);
      client.say(next({ keys: ['same'], eventType: 'new' }, after));
      await settle(client);
      await send('same', { eventType: 'old' });
      const { offset } = await send('same', { eventType: 'new' });
      await stack.tellOn();
      expect(await client.hear()).toMatchObject({ events: [{ offset }] });
      expect(client.unheard).toEqual([]);
    });

    test('that has gone harms nobody', async () => {
      const [gone, stays] = [await connect(), await connect()];
      const after = await latest();
      for (const client of [gone, stays]) {
        client.say(next({ keys: ['shared'] }, after));
        await settle(client);
      }
      await gone.close();
      const { offset } = await send('shared');
      await stack.tellOn();
      expect(await stays.hear()).toMatchObject({ events: [{ offset }] });
    });

    test('sees what it may see, and nothing else', async () => {
      const ada = await addUser('ada', 'developer');
      const bert = await addUser('bert', 'developer');
      const client = await connect(bert.apiKey);
      const after = await latest();
      client.say(next({}, after));
      client.say(next({ namespace: 'of-ada' }, after, { id: 'named' }));
      expect(await client.hear()).toMatchObject({ id: 'named', problem: { code: 'namespace-forbidden' } });
      await settle(client);
      await send('secret', { namespace: 'of-ada' }, ada.apiKey);
      await stack.tellOn();
      await settle(client);
      expect(client.unheard).toEqual([]);
      const { offset } = await send('open', {}, ada.apiKey);
      await stack.tellOn();
      expect(await client.hear()).toMatchObject({ events: [{ offset, sender: 'ada' }] });
    });

    test('gets each event once and in order, whoever sends at the same time, and after its connection was cut', async () => {
      const after = await latest();
      let sending = true;
      const pump = (async () => {
        while (sending) {
          await stack.tellOn();
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      /** Listens until it has got the last one. */
      const listen = async (filter: object): Promise<number[]> => {
        const offsets: number[] = [];
        let cursor = after;
        for (;;) {
          const client = await connect();
          const cut = client.closed.then(() => 'cut' as const);
          for (;;) {
            client.say(next(filter, cursor, { limit: 3 }));
            const answer = await Promise.race([client.hear(), cut]);
            if (answer === 'cut') break;
            const page = answer as unknown as Page;
            offsets.push(...page.events.map(({ offset }) => offset));
            cursor = page.cursor;
            if (page.events.some(({ value }) => value === 'last')) return offsets;
          }
        }
      };
      const filters = [{}, { keys: ['even'] }, { keys: ['odd', 'even'], namespace: 'default' }];
      const listening = Promise.all(filters.map(listen));
      const sent: Event[] = [];
      await Promise.all(
        Array.from({ length: 4 }, async (_, sender) => {
          for (let index = 0; index < 8; index++) {
            sent.push(await send((sender + index) % 2 === 0 ? 'even' : 'odd'));
            if (sender === 0 && index === 4) stack.disconnectAll();
          }
        }),
      );
      sent.push(await send('even', { value: 'last' }));
      const got = await listening;
      sending = false;
      await pump;
      const inOrder = sent.toSorted((a, b) => a.offset - b.offset);
      const all = inOrder.map(({ offset }) => offset);
      const even = inOrder.filter(({ key }) => key === 'even').map(({ offset }) => offset);
      expect(got).toEqual([all, even, all]);
    });

    test('that cannot be answered is tried again for a minute, and then holds nobody up', async () => {
      const client = await connect();
      client.say(next({ keys: ['stuck'] }, await latest()));
      await settle(client);
      const { offset } = await send('stuck');
      const { wirePublish } = await import('../../functions/events/wiring.ts');
      const failures: unknown[] = [];
      const wired = wirePublish();
      const deps = {
        ...wired,
        connections: { ...wired.connections, post: () => Promise.reject(new Error('No answer')) },
        onError: (error: unknown) => failures.push(error),
      };
      const { Item: NewImage } = await wired.eventsTable.client.send(
        new GetItemCommand({
          TableName: wired.eventsTable.name,
          Key: { PK: { S: chunkKey(offset).PK }, SK: { S: chunkKey(offset).SK } },
        }),
      );
      const batch = (ageSeconds: number) => ({
        Records: [
          {
            eventName: 'INSERT',
            dynamodb: { ApproximateCreationDateTime: Math.floor(Date.now() / 1000) - ageSeconds, NewImage },
          },
        ],
      });
      await expect(publishEvents(deps, batch(50))).rejects.toThrow('1 listeners were not answered.');
      await publishEvents(deps, batch(70));
      expect(failures).toHaveLength(2);
      // It waits on, and the next event answers it.
      await send('stuck');
      await stack.tellOn();
      expect(await client.hear()).toMatchObject({ events: [{ offset }, {}] });
    });

    test('whose key was revoked is told so, and its connection ended', async () => {
      const carl = await addUser('carl', 'developer');
      const client = await connect(carl.apiKey);
      client.say(next({ keys: ['late'] }, await latest()));
      await settle(client);
      await ask('DELETE', `/v1/keys/${carl.id}`);
      await send('late');
      await stack.tellOn();
      expect(await client.hear()).toMatchObject({ id: 'n', problem: { status: 401 } });
      await client.closed;
    });
  });

  describe('a hook that is bound to events', () => {
    const bind = async (name: string, key: string | undefined, after: number) => {
      const { openRegistry } = await import('../../functions/wiring.ts');
      const { id } = (await ask<{ users: { id: string; name: string }[] }>('GET', '/v1/users')).users.find(
        (user) => user.name === 'admin',
      )!;
      const any = { namespace: undefined, sender: undefined, eventType: undefined };
      const onEvent = { ...any, key, boundById: id, boundBy: 'admin', after };
      await dynamodbHookStore(openRegistry()).put({ name, description: '', createdAt: 0, onEvent });
    };
    const fired = async (hook: string): Promise<{ firingId: string }[]> => {
      const { events } = await ask<Page>(
        'GET',
        `/v1/events?key=${hook}&namespace=hookline/admin&eventType=firing.accepted`,
      );
      return events.map(({ value }) => value as { firingId: string });
    };

    test('is fired by each matching event, once', async () => {
      await bind('bound', 'model.trained', await latest());
      const offsets: number[] = [];
      for (const key of ['model.trained', 'model.lost', 'model.trained']) {
        const { offset } = await send(key);
        if (key === 'model.trained') offsets.push(offset);
      }
      await stack.tellOn();
      expect(await fired('bound')).toHaveLength(2);
      await stack.tellAgain(1);
      await stack.tellOn();
      expect(await fired('bound')).toHaveLength(2);
      const firing = await ask<{ payload?: unknown }>(
        'GET',
        `/v1/firings/${(await fired('bound'))[0]!.firingId}`,
      );
      expect(firing).toMatchObject({ hook: 'bound', state: 'finished' });
    });

    test('is fired by no event from before, and by none of the platform', async () => {
      await send('before');
      await bind('later', undefined, await latest());
      await bind('bound-no-more', 'after', await latest());
      await ask('POST', '/v1/hooks', { name: 'bound-no-more' });
      await send('after');
      await stack.tellOn();
      expect(await fired('later')).toHaveLength(1);
      expect(await fired('bound-no-more')).toHaveLength(0);
      await bind('later', 'nothing', await latest());
    });
  });

  describe('a firing', () => {
    const register = async (hook: string, code: string): Promise<void> => {
      await ask('POST', '/v1/hooks', { name: hook });
      const sha256 = sha256Hex(code);
      const { upload } = await ask<{ upload: { url: string; headers: Record<string, string> } }>(
        'POST',
        '/v1/code',
        { sha256, sizeBytes: Buffer.byteLength(code) },
      );
      await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: code });
      const addresses = { notifyOnSuccess: 'somebody@example.com', notifyOnFailure: null };
      await ask('POST', '/v1/handlers', { name: 'reporter', hook, ...addresses, codeSha256: sha256 });
    };

    test('is in the log once, with how its runs ended, however often the stream tells of it', async () => {
      await register('told', "export default () => 'x'.repeat(5000);");
      const ids: string[] = [];
      for (const tag of ['red', 'blue']) {
        const path = `/v1/hooks/told/firings?tag=${tag}`;
        const { body } = await stack.request('POST', path, { apiKey: adminKey, body: '{}' });
        ids.push((body as { id: string }).id);
        await stack.carryOut();
      }
      await stack.tellOn();
      const log = async () =>
        (await ask<Page>('GET', '/v1/events?key=told&namespace=hookline/admin')).events.map(
          ({ eventType, context, sender, value }) => ({
            ...{ eventType, context, sender, tags: (value as { tags: string[] }).tags },
          }),
        );
      const expected = ids.flatMap((context, index) => {
        const tags = [['red', 'blue'][index]];
        return [
          { eventType: 'firing.accepted', context, sender: 'admin', tags },
          { eventType: 'run.planned', context, sender: 'reporter', tags },
          { eventType: 'run.succeeded', context, sender: 'reporter', tags },
        ];
      });
      expect(await log()).toEqual(expected);
      for (const batchSize of [1, 2, 3, 100]) await stack.tellAgain(batchSize);
      expect(await log()).toEqual(expected);
    });

    test('wakes who waits for its hook', async () => {
      const client = await connect();
      client.say(next({ keys: ['told'], eventType: 'run.succeeded' }, await latest()));
      await settle(client);
      await stack.request('POST', '/v1/hooks/told/firings', { apiKey: adminKey, body: '{}' });
      await stack.carryOut();
      await stack.tellOn();
      expect(await client.hear()).toMatchObject({ events: [{ value: { handler: 'reporter', attempt: 1 } }] });
    });
  });
});
