import {
  Connection,
  type Event,
  listen,
  listSubscriptions,
  removeSubscription,
  sendEvents,
  type WatchOptions,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Embedded, openEmbedded } from './open-embedded.ts';
import { openGateway } from './open-gateway.ts';
import { openRelay } from './open-relay.ts';

describe('Listeners of a subscription', () => {
  let platform: Embedded;
  let allen: Connection;
  beforeAll(async () => {
    platform = await openEmbedded();
    allen = await platform.person('allen');
  });
  afterAll(() => platform?.close());

  let names = 0;
  const freshName = () => `name-${++names}`;
  const send = (key: string, ...values: unknown[]) =>
    sendEvents(
      allen,
      values.map((value) => ({ key, value })),
    );
  const values = (events: readonly Event[]) => events.map(({ value }) => value);
  const standing = async (subscription: string) =>
    (await listSubscriptions(allen)).find(({ name }) => name === subscription);

  function collect(connection: Connection, key: string, options: WatchOptions) {
    const seen: unknown[] = [];
    const listener = listen(connection, { key }, options, (events) => seen.push(...values(events)));
    onTestFinished(() => listener.stop());
    return { listener, seen };
  }

  test('go on where the last one stood', async () => {
    const name = freshName();
    await send(name, 0);
    const first = collect(allen, name, { subscription: name });
    await first.listener.ready;
    const sent = await send(name, 1, 2);
    await expect.poll(() => first.seen).toEqual([1, 2]);
    await first.listener.stop();
    expect(first.listener.offset).toBe(sent[1]!.offset);
    expect(await standing(name)).toEqual({
      name,
      owner: 'allen',
      filter: { keys: [name] },
      committed: sent[1]!.offset,
      outstanding: 0,
    });
    await send(name, 3);
    const second = collect(allen, name, { subscription: name, from: 'earliest' });
    await send(name, 4);
    await expect.poll(() => second.seen).toEqual([3, 4]);
  });

  test('share the work: each event goes to one of them', async () => {
    const name = freshName();
    const listeners = [1, 2, 3].map(() =>
      collect(new Connection(platform.url, allen.apiKey), name, { subscription: name, batchSize: 2 }),
    );
    await Promise.all(listeners.map(({ listener }) => listener.ready));
    const all = Array.from({ length: 60 }, (_, n) => n);
    for (let n = 0; n < all.length; n += 5) await send(name, ...all.slice(n, n + 5));
    const seen = () => listeners.flatMap((listener) => listener.seen);
    await expect.poll(() => seen().length, { timeout: 15_000 }).toBe(all.length);
    expect(seen().toSorted((a, b) => Number(a) - Number(b))).toEqual(all);
  });

  test('work on what is there first when they are told to begin at the beginning', async () => {
    const name = freshName();
    await send(name, 1, 2, 3);
    const { seen } = collect(allen, name, { subscription: name, from: 'earliest', batchSize: 2 });
    await expect.poll(() => seen).toEqual([1, 2, 3]);
  });

  test('get what one that stopped in the middle has not worked on', async () => {
    const name = freshName();
    await send(name, 1, 2);
    const stream = listen(allen, { key: name }, { subscription: name, from: 'earliest' });
    for await (const { value } of stream) {
      expect(value).toBe(1);
      break;
    }
    const { seen } = collect(allen, name, { subscription: name });
    await expect.poll(() => seen, { timeout: 5000 }).toEqual([1, 2]);
  });

  test('keep a batch for as long as they work on it, however short the lease', async () => {
    const name = freshName();
    await send(name, 'slow');
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let began = false;
    const options = { subscription: name, from: 'earliest', leaseSeconds: 1 } as const;
    const gateway = await openGateway(platform.url, 'none');
    const slow = listen(new Connection(gateway.url, allen.apiKey), { key: name }, options, () => {
      began = true;
      return released;
    });
    onTestFinished(() => slow.stop());
    await expect.poll(() => began).toBe(true);
    const other = collect(allen, name, options);
    await other.listener.ready;
    // Each half a lease apart: then the lease would long be over.
    const renewals = () => gateway.paths.filter((path) => path.endsWith('/renew'));
    await expect.poll(() => renewals().length, { timeout: 5000 }).toBeGreaterThanOrEqual(3);
    await send(name, 'next');
    await expect.poll(() => other.seen).toEqual(['next']);
    release();
    await expect.poll(async () => (await standing(name))?.outstanding).toBe(0);
    expect(other.seen).toEqual(['next']);
  });

  test('go on through lost connections and restarts; every event is worked on', async () => {
    const name = freshName();
    const relay = await openRelay(platform.url);
    const { listener, seen } = collect(new Connection(relay.url, allen.apiKey), name, {
      subscription: name,
      leaseSeconds: 1,
    });
    await listener.ready;
    for (let n = 0; n < 6; n++) {
      if (n % 2 === 1) relay.cut();
      if (n === 3) relay.loseAnswers(1);
      if (n === 4) await platform.restart();
      await send(name, n);
    }
    await expect.poll(() => new Set(seen).size, { timeout: 10_000 }).toBe(6);
  });

  test('wait by polling where there is no WebSocket', async () => {
    const name = freshName();
    const gateway = await openGateway(platform.url, 'none');
    const { listener, seen } = collect(new Connection(gateway.url, allen.apiKey), name, {
      subscription: name,
    });
    await listener.ready;
    await send(name, 1);
    await expect.poll(() => seen).toEqual([1]);
    await send(name, 2);
    await expect.poll(() => seen).toEqual([1, 2]);
  });

  test('are refused another filter than the one it has', async () => {
    const name = freshName();
    const first = collect(allen, name, { subscription: name });
    await first.listener.ready;
    const other = listen(allen, { key: 'other' }, { subscription: name }, () => {});
    await expect(other.ended).rejects.toMatchObject({ code: 'subscription-differs' });
    await first.listener.stop();
    expect(await removeSubscription(allen, name)).toBe(true);
    expect(await removeSubscription(allen, name)).toBe(false);
    const anew = collect(allen, 'other', { subscription: name });
    await anew.listener.ready;
  });

  test('are of one user: another one has the name for themselves', async () => {
    const name = freshName();
    const beth = await platform.person('beth');
    const [first, second] = [
      collect(allen, name, { subscription: name }),
      collect(beth, name, { subscription: name }),
    ];
    await Promise.all([first.listener.ready, second.listener.ready]);
    await send(name, 1);
    await expect.poll(() => [first.seen, second.seen]).toEqual([[1], [1]]);
    expect((await listSubscriptions(beth)).map((found) => found.owner)).toEqual(['beth']);
  });
});
