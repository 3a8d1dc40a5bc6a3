import {
  addNamespace,
  Connection,
  countEvents,
  latestOffset,
  listAllEvents,
  listEvents,
  listNamespaces,
  type NewEvent,
  sendEvent,
  sendEvents,
  timeToOffset,
} from '@hookline/sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Embedded, openEmbedded } from './open-embedded.ts';

describe('Sending and reading events', () => {
  let platform: Embedded;
  let allen: Connection;
  beforeAll(async () => {
    platform = await openEmbedded();
    allen = await platform.person('allen');
  });
  afterAll(() => platform?.close());

  const all = async (key: string) => await Array.fromAsync(listAllEvents(allen, { key }));

  test('an event comes back as stored: with offset and time, and the sender and namespace that are usual', async () => {
    const before = await latestOffset(allen);
    const stored = await sendEvent(allen, { key: 'model.trained', value: { loss: 0.1 } });
    expect(stored).toEqual({
      offset: before + 1,
      key: 'model.trained',
      value: { loss: 0.1 },
      eventType: null,
      context: null,
      namespace: 'default',
      sender: 'allen',
      createTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(await latestOffset(allen)).toBe(stored.offset);
    expect(await all('model.trained')).toEqual([stored]);
  });

  test('the connection says namespace and sender where the event does not', async () => {
    const connection = new Connection(platform.url, allen.apiKey, { namespace: 'lab', sender: 'robot' });
    expect(await sendEvent(connection, { key: 'k', value: 1 })).toMatchObject({
      namespace: 'lab',
      sender: 'robot',
    });
    const event = { key: 'k', value: 1, namespace: 'default', sender: 'hand', eventType: 't', context: 'c' };
    expect(await sendEvent(connection, event)).toMatchObject(event);
    vi.stubEnv('HOOKLINE_NAMESPACE', 'lab-2');
    const fromEnvironment = new Connection(platform.url, allen.apiKey);
    vi.unstubAllEnvs();
    expect(await sendEvent(fromEnvironment, { key: 'k', value: 1 })).toMatchObject({ namespace: 'lab-2' });
  });

  test('integers beyond 2^53 keep every digit, and other values are what JSON makes of them', async () => {
    const values = fc.oneof(
      fc.bigInt().map((value) => [value, Number.isSafeInteger(Number(value)) ? Number(value) : value]),
      // Doubles beyond 2^53 are integers too, and come back as such.
      fc
        .jsonValue({ maxDepth: 5 })
        .filter((value) => !/\d{16}/.test(JSON.stringify(value)))
        .map((value) => [value, JSON.parse(JSON.stringify(value))]),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 20 }), async (pairs) => {
        const events = pairs.map(([sent]): NewEvent => ({ key: 'exact', value: { sent: [sent] } }));
        const stored = await sendEvents(allen, events);
        const expected = pairs.map(([, received]) => ({ sent: [received] }));
        expect(stored.map(({ value }) => value)).toEqual(expected);
        const { events: listed } = await listEvents(allen, {
          key: 'exact',
          afterOffset: stored[0]!.offset - 1,
        });
        expect(listed).toEqual(stored);
      }),
      { numRuns: 20 },
    );
  });

  test('a batch is stored in its order, whole', async () => {
    const stored = await sendEvents(
      allen,
      Array.from({ length: 500 }, (_, n) => ({ key: 'batch', value: n })),
    );
    expect(stored.map(({ value }) => value)).toEqual(Array.from({ length: 500 }, (_, n) => n));
    expect(await all('batch')).toEqual(stored);
  });

  test('of a batch with faults nothing is stored, and each fault is told', async () => {
    const before = await latestOffset(allen);
    const events = [
      { key: 'good', value: 1 },
      { key: '', value: 1 },
      { key: '*', value: 1 },
    ];
    await expect(sendEvents(allen, events)).rejects.toMatchObject({
      code: 'events-invalid',
      field: 'events[1].key',
      errors: [
        { index: 1, field: 'key', detail: 'The key of an event must not be empty.' },
        { index: 2, field: 'key', detail: 'The key of an event must not be "*", which stands for any.' },
      ],
    });
    expect(await latestOffset(allen)).toBe(before);
  });

  test('a value without JSON is refused here, and one that is nested too deeply there', async () => {
    await expect(sendEvent(allen, { key: 'k', value: undefined })).rejects.toMatchObject({
      code: 'invalid-argument',
      field: 'value',
    });
    let deep: unknown = 1;
    for (let level = 0; level < 64; level++) deep = [deep];
    await expect(sendEvent(allen, { key: 'k', value: deep })).rejects.toMatchObject({
      code: 'event-value-too-deep',
    });
  });

  test('keys are joined by OR, fields by AND; "*", empty and absent are any', async () => {
    const namespace = 'matching';
    await sendEvents(allen, [
      { key: 'a', value: 1, namespace, sender: 's1', eventType: 'x' },
      { key: 'b', value: 2, namespace, sender: 's1' },
      { key: 'c', value: 3, namespace, sender: 's2', eventType: 'x' },
    ]);
    const values = async (query: object) =>
      (await listEvents(allen, { namespace, ...query })).events.map(({ value }) => value);
    expect(await values({ keys: ['a', 'c'] })).toEqual([1, 3]);
    expect(await values({ key: 'b', keys: ['c'] })).toEqual([2, 3]);
    expect(await values({ keys: ['a', '*'] })).toEqual([1, 2, 3]);
    expect(await values({ key: '', sender: '*' })).toEqual([1, 2, 3]);
    expect(await values({ sender: 's1', eventType: 'x' })).toEqual([1]);
    expect(await values({ eventType: 'y' })).toEqual([]);
    expect(await countEvents(allen, { namespace })).toEqual({
      total: 3,
      senders: [
        { sender: 's1', count: 2 },
        { sender: 's2', count: 1 },
      ],
    });
  });

  test('after is exclusive, end inclusive, the start time inclusive, and an offset beats it', async () => {
    const namespace = 'ranges';
    const stored = await sendEvents(
      allen,
      [1, 2, 3].map((value) => ({ key: 'k', value, namespace })),
    );
    const [first, second, third] = stored.map(({ offset }) => offset) as [number, number, number];
    const values = async (query: object) =>
      (await listEvents(allen, { namespace, ...query })).events.map(({ value }) => value);
    expect(await values({ afterOffset: first })).toEqual([2, 3]);
    expect(await values({ afterOffset: first, endOffset: second })).toEqual([2]);
    expect(await values({ startTime: new Date(stored[0]!.createTime) })).toEqual([1, 2, 3]);
    expect(await values({ startTime: '2999-01-01T00:00:00Z' })).toEqual([]);
    expect(await values({ startTime: '2999-01-01T00:00:00Z', afterOffset: second })).toEqual([3]);
    expect(await values({ limit: 2, newestFirst: true })).toEqual([3, 2]);
    expect(await timeToOffset(allen, stored[2]!.createTime)).toBe(third);
    expect(await timeToOffset(allen, new Date(0))).toBe(0);
  });

  test('all pages are read, forwards and backwards', async () => {
    const namespace = 'pages';
    await sendEvents(
      allen,
      Array.from({ length: 7 }, (_, value) => ({ key: 'k', value, namespace })),
    );
    const values = async (query: object) =>
      (await Array.fromAsync(listAllEvents(allen, { namespace, limit: 2, ...query }))).map(
        ({ value }) => value,
      );
    expect(await values({})).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(await values({ newestFirst: true })).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  test('a page holds less than was asked for when the events are large, and says that there is more', async () => {
    const namespace = 'large';
    for (let n = 0; n < 12; n++) {
      await sendEvent(allen, { key: 'k', value: `${n}${'x'.repeat(250_000)}`, namespace });
    }
    const page = await listEvents(allen, { namespace });
    expect(page).toMatchObject({ more: true, cursor: page.events.at(-1)!.offset });
    expect(page.events.length).toBeLessThan(12);
    const query = { namespace, newestFirst: true };
    expect(await Array.fromAsync(listAllEvents(allen, query))).toHaveLength(12);
  });

  test('a filter that no request holds is refused with the remedy', async () => {
    const keys = Array.from({ length: 100 }, (_, n) => `${n}${'x'.repeat(100)}`);
    await expect(listEvents(allen, { keys })).rejects.toMatchObject({
      code: 'invalid-argument',
      field: 'keys',
    });
  });

  test("a namespace is its first sender's, who says which roles read and write it", async () => {
    const beth = await platform.person('beth');
    await sendEvent(allen, { key: 'k', value: 1, namespace: 'of-allen' });
    await expect(listEvents(beth, { namespace: 'of-allen' })).rejects.toMatchObject({ status: 403 });
    const changed = await addNamespace(allen, { name: 'of-allen', readers: ['developer'], retentionDays: 7 });
    expect(changed).toMatchObject({ owner: 'allen', readers: ['developer'], writers: [], retentionDays: 7 });
    expect((await listEvents(beth, { namespace: 'of-allen' })).events).toHaveLength(1);
    expect((await listNamespaces(beth)).map(({ name }) => name)).toEqual(['default', 'of-allen']);
    await expect(addNamespace(beth, { name: 'of-allen' })).rejects.toMatchObject({ code: 'namespace-taken' });
  });
});
