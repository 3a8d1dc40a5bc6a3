import { join } from 'node:path';
import {
  addHook,
  addNamespace,
  Connection,
  type Event,
  type EventFilter,
  fire,
  type Listener,
  latestOffset,
  listen,
  register,
  sendEvent,
  sendEvents,
  type WatchOptions,
  waitForFiring,
} from '@hookline/sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openFolder } from '../open-folder.ts';
import { type Embedded, openEmbedded } from './open-embedded.ts';
import { openGateway } from './open-gateway.ts';
import { openRelay } from './open-relay.ts';

describe('A listener', () => {
  let platform: Embedded;
  let allen: Connection;
  beforeAll(async () => {
    platform = await openEmbedded();
    allen = await platform.person('allen');
  });
  afterAll(() => platform?.close());

  let keys = 0;
  const freshKey = () => `key-${++keys}`;
  const send = (key: string, ...values: unknown[]) =>
    sendEvents(
      allen,
      values.map((value) => ({ key, value })),
    );
  const values = (events: readonly Event[]) => events.map(({ value }) => value);

  /** Listens until the test has ended, and keeps what came. */
  function collect(
    connection: Connection,
    filter: EventFilter,
    options: WatchOptions = {},
  ): { listener: Listener; batches: Event[][]; got: () => unknown[] } {
    const batches: Event[][] = [];
    const listener = listen(connection, filter, options, (events) => batches.push(events));
    onTestFinished(() => listener.stop());
    return { listener, batches, got: () => values(batches.flat()) };
  }

  test('is given what comes from now on, in order, unless told otherwise', async () => {
    const key = freshKey();
    const before = await send(key, 'old');
    const latest = collect(allen, { key });
    const earliest = collect(allen, { key }, { from: 'earliest' });
    const after = collect(allen, { key }, { from: before[0]!.offset });
    await latest.listener.ready;
    await send(key, 'new', 'newer');
    await expect.poll(latest.got).toEqual(['new', 'newer']);
    await expect.poll(earliest.got).toEqual(['old', 'new', 'newer']);
    await expect.poll(after.got).toEqual(['new', 'newer']);
  });

  test('is given only what the filter asks for, with its place beyond the rest', async () => {
    const key = freshKey();
    const { listener, got } = collect(allen, { keys: [key, 'other'], eventType: 'x' });
    await listener.ready;
    await sendEvent(allen, { key, value: 'no type' });
    await sendEvent(allen, { key, value: 'right', eventType: 'x' });
    await sendEvent(allen, { key: freshKey(), value: 'another key', eventType: 'x' });
    await sendEvent(allen, { key: 'other', value: 12345678901234567890n, eventType: 'x' });
    await expect.poll(got).toEqual(['right', 12345678901234567890n]);
    expect(listener.offset).toBeGreaterThan(0);
  });

  test('gives one batch at a time, at the pace of the watcher', async () => {
    const key = freshKey();
    await send(key, 1, 2, 3, 4, 5);
    const sizes: number[] = [];
    let atOnce = 0;
    let release = (): void => {};
    const listener = listen(allen, { key }, { from: 'earliest', batchSize: 2 }, async (events) => {
      sizes.push(events.length);
      expect(++atOnce).toBe(1);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      atOnce--;
    });
    onTestFinished(() => {
      release();
      return listener.stop();
    });
    for (const expected of [[2], [2, 2], [2, 2, 1]]) {
      await expect.poll(() => sizes).toEqual(expected);
      const before = listener.offset;
      await send(freshKey(), 'meanwhile');
      expect(listener.offset).toBe(before);
      release();
    }
  });

  test('may be an object with process', async () => {
    const key = freshKey();
    const watcher = {
      seen: [] as unknown[],
      process(events: Event[]) {
        this.seen.push(...values(events));
      },
    };
    await send(key, 1);
    const listener = listen(allen, { key }, { from: 'earliest' }, watcher);
    onTestFinished(() => listener.stop());
    await expect.poll(() => watcher.seen).toEqual([1]);
  });

  test('is given an event that is larger than a message of the WebSocket', async () => {
    const key = freshKey();
    const { listener, got } = collect(allen, { key });
    await listener.ready;
    const large = 'x'.repeat(200_000);
    await send(key, large, 'small');
    await expect.poll(() => got().length).toBe(2);
    expect(got()).toEqual([large, 'small']);
  });

  test('stops at once while it waits, and after the batch while the watcher works', async () => {
    const key = freshKey();
    const idle = listen(allen, { key }, {}, () => {});
    await idle.ready;
    await idle.stop();
    await idle.ended;

    await send(key, 1, 2);
    let finish = (): void => {};
    const working = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let began = false;
    const busy = listen(allen, { key }, { from: 'earliest', batchSize: 1 }, () => {
      began = true;
      return working;
    });
    await expect.poll(() => began).toBe(true);
    const stopped = busy.stop();
    finish();
    await stopped;
    const { got } = collect(allen, { key }, { from: busy.offset! });
    await expect.poll(got).toEqual([2]);
  });

  test('cannot listen to what it may not read, and says so', async () => {
    await addNamespace(platform.admin, { name: 'closed' });
    const listener = listen(allen, { namespace: 'closed' }, {}, () => {});
    await expect(listener.ended).rejects.toMatchObject({ code: 'namespace-forbidden', status: 403 });
    await listener.stop();
    const strangers = listen(new Connection(platform.url, 'nobody'), {}, {}, () => {});
    await expect(strangers.ended).rejects.toMatchObject({ status: 401 });
    await expect(strangers.ready).rejects.toMatchObject({ status: 401 });
  });

  test.each([
    ['from', { from: -1 }],
    ['batchSize', { batchSize: 1001 }],
    ['leaseSeconds', { leaseSeconds: 0 }],
  ])('refuses an impossible %s', (field, options) => {
    expect(() => listen(allen, {}, options)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', field }),
    );
  });

  describe('whose watcher fails', () => {
    test('gives the same events again until it does not, and warns', async () => {
      const key = freshKey();
      const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
      onTestFinished(() => warned.mockRestore());
      await send(key, 1, 2);
      const seen: unknown[][] = [];
      const listener = listen(allen, { key }, { from: 'earliest' }, (events) => {
        seen.push(values(events));
        if (seen.length < 3) throw new Error('not yet');
      });
      onTestFinished(() => listener.stop());
      await expect
        .poll(() => seen)
        .toEqual([
          [1, 2],
          [1, 2],
          [1, 2],
        ]);
      expect(warned).toHaveBeenCalledTimes(1);
      expect(warned.mock.calls[0]![0]).toMatch(/2 events from offset \d+ on.*Error: not yet/s);
    });

    test('does as onError says: tries again, leaves the events, or ends', async () => {
      const key = freshKey();
      await send(key, 'retried', 'left', 'last', 'never');
      const seen: unknown[] = [];
      const listener = listen(
        allen,
        { key },
        {
          from: 'earliest',
          batchSize: 1,
          onError(error, [event], control) {
            expect(error).toMatchObject({ message: `no ${event!.value}` });
            if (event!.value === 'left') control.skip();
            if (event!.value === 'last') control.stop();
            if (event!.value === 'retried') control.retry(0);
          },
        },
        ([event]) => {
          seen.push(event!.value);
          if (event!.value !== 'retried' || seen.length === 1) throw new Error(`no ${event!.value}`);
        },
      );
      await listener.ended;
      expect(seen).toEqual(['retried', 'retried', 'left', 'last']);
      const rest = collect(allen, { key }, { from: listener.offset! });
      await expect.poll(rest.got).toEqual(['last', 'never']);
    });

    test('ends with what onError throws', async () => {
      const key = freshKey();
      await send(key, 1);
      const onError = () => {
        throw new Error('given up');
      };
      const listener = listen(allen, { key }, { from: 'earliest', onError }, () => {
        throw new Error('no');
      });
      await expect(listener.ended).rejects.toThrow('given up');
    });
  });

  describe('misses nothing and repeats nothing', () => {
    test('through a restart of the platform', async () => {
      const key = freshKey();
      const { listener, got } = collect(allen, { key });
      await listener.ready;
      await send(key, 1);
      await expect.poll(got).toEqual([1]);
      await platform.restart();
      await send(key, 2);
      await expect.poll(got, { timeout: 10_000 }).toEqual([1, 2]);
    });

    test('when connections break at any time', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('send', 'cut', 'cut and send'), { minLength: 1, maxLength: 12 }),
          async (steps) => {
            const key = freshKey();
            const relay = await openRelay(platform.url);
            const listener = collect(new Connection(relay.url, allen.apiKey), { key }, { batchSize: 3 });
            await listener.listener.ready;
            let sent = 0;
            for (const step of steps) {
              if (step !== 'send') relay.cut();
              if (step !== 'cut') await send(key, ...Array.from({ length: 4 }, () => sent++));
            }
            await expect.poll(listener.got).toHaveLength(sent);
            expect(listener.got()).toEqual(Array.from({ length: sent }, (_, n) => n));
            await listener.listener.stop();
          },
        ),
        { numRuns: 10 },
      );
    });

    test('when an endpoint is gone for good: it moves on to the next', async () => {
      const key = freshKey();
      const relay = await openRelay(platform.url);
      const connection = new Connection(`${relay.url},${platform.url}`, allen.apiKey);
      const { listener, got } = collect(connection, { key });
      await listener.ready;
      await send(key, 1);
      await expect.poll(got).toEqual([1]);
      relay.refuse(true);
      relay.cut();
      await send(key, 2);
      await expect.poll(got).toEqual([1, 2]);
    });

    test.each(['none', 'refused'] as const)('by polling, where the WebSocket is %s', async (sockets) => {
      const key = freshKey();
      const gateway = await openGateway(platform.url, sockets);
      const { listener, got } = collect(new Connection(gateway.url, allen.apiKey), { key });
      await listener.ready;
      for (let n = 0; n < 5; n++) await send(key, n);
      await expect.poll(got).toEqual([0, 1, 2, 3, 4]);
      expect(gateway.paths).toContain('/v1/events/listen');
      expect(gateway.paths.includes('upgrade')).toBe(sockets === 'refused');
      await listener.stop();
    });
  });

  test('shares one WebSocket with the others of its connection', async () => {
    const relay = await openRelay(platform.url);
    const connection = new Connection(relay.url, allen.apiKey);
    const key = freshKey();
    const listeners = Array.from({ length: 20 }, () => collect(connection, { key }));
    await Promise.all(listeners.map(({ listener }) => listener.ready));
    await send(key, 1);
    for (const { got } of listeners) await expect.poll(got).toEqual([1]);
    const { connections } = relay;
    await send(key, 2);
    for (const { got } of listeners) await expect.poll(got).toEqual([1, 2]);
    expect(relay.connections).toBe(connections);
  });

  test('opens more WebSockets for more listeners than one takes', async () => {
    const key = freshKey();
    const connection = new Connection(platform.url, allen.apiKey);
    const listeners = Array.from({ length: 120 }, () => collect(connection, { key }));
    await Promise.all(listeners.map(({ listener }) => listener.ready));
    await send(key, 1);
    for (const { got } of listeners) await expect.poll(got).toEqual([1]);
  });

  test('listens inside a handler too, as the one who registered it', async () => {
    await addHook(platform.admin, { name: 'lab.listen' });
    const options = { name: 'listens', hook: 'lab.listen', notifyOnSuccess: null, notifyOnFailure: null };
    // In a file, since the imports of a function that is registered in a test are rewritten.
    const folder = openFolder({
      'handler.ts': `import { listen, sendEvent } from '@hookline/sdk';
        export default async (_, { hookline }) => {
          const events = listen(hookline, { key: 'in a handler' });
          await events.ready;
          await sendEvent(hookline, { key: 'in a handler', value: 2n ** 70n });
          for await (const { value, sender } of events) return \`\${value} from \${sender}\`;
        };`,
    });
    await register(allen, options, { entry: join(folder, 'handler.ts') });
    const { id } = await fire(platform.admin, 'lab.listen', {});
    const { runs } = await waitForFiring(platform.admin, id, { timeoutSeconds: 20 });
    expect(runs[0]).toMatchObject({ error: null, result: '1180591620717411303424 from allen' });
  });

  describe('without a watcher', () => {
    test('gives its events one by one, and ends with the loop', async () => {
      const key = freshKey();
      await send(key, 1, 2, 3);
      const events = listen(allen, { key }, { from: 'earliest', batchSize: 2 });
      const seen: Event[] = [];
      for await (const event of events) {
        seen.push(event);
        if (seen.length === 3) break;
      }
      expect(values(seen)).toEqual([1, 2, 3]);
      expect(events.offset).toBe(seen[1]!.offset);
    });

    test('goes on as events come, until it is stopped from elsewhere', async () => {
      const key = freshKey();
      const events = listen(allen, { key });
      const seen: unknown[] = [];
      const reading = (async () => {
        for await (const { value } of events) seen.push(value);
      })();
      await events.ready;
      const [sent] = await send(key, 1);
      await expect.poll(() => seen).toEqual([1]);
      await events.stop();
      await reading;
      expect(events.offset).toBe(sent!.offset);
      await events.stop();
    });

    test('throws what it cannot go on with', async () => {
      const events = listen(allen, { namespace: 'closed' });
      await expect(Array.fromAsync(events)).rejects.toMatchObject({ status: 403 });
    });

    test('takes its place in the log when it is made', async () => {
      const key = freshKey();
      const events = listen(allen, { key });
      await events.ready;
      expect(events.offset).toBe(await latestOffset(allen));
      await send(key, 'before the first is asked for');
      for await (const { value } of events) {
        expect(value).toBe('before the first is asked for');
        break;
      }
      await listen(allen, { key }).stop();
    });
  });
});
