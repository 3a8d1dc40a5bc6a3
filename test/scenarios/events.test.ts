import {
  addHook,
  addNamespace,
  type Connection,
  countEvents,
  type Event,
  fire,
  latestOffset,
  listAllEvents,
  listEvents,
  listen,
  listNamespaces,
  listSubscriptions,
  openProducer,
  register,
  sendEvent,
  sendEvents,
  timeToOffset,
  waitForFiring,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { EmbeddedHost } from './hosts/embedded-host.ts';
import type { Host } from './hosts/host.ts';
import { cannotRunDeployed, openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';
import { startCommand } from './hosts/run-command.ts';

/** The deployed home is an emulator of AWS, which takes its time. */
const patience = { timeout: 30_000, interval: 100 };

const quiet = { notifyOnSuccess: null, notifyOnFailure: null };
const values = (events: readonly Event[]) => events.map(({ value }) => value);

describe('The event log', () => {
  let host: Host;
  let allen: Connection;
  let beth: Connection;
  let vera: Connection;
  let pipeline: Connection;

  beforeAll(async () => {
    host = await openHost();
    [allen, beth, vera, pipeline] = await Promise.all([
      newPerson(host, 'allen'),
      newPerson(host, 'beth'),
      newPerson(host, 'vera', 'viewer'),
      newPerson(host, 'pipeline', 'ingest'),
    ]);
  });
  afterAll(() => host?.stop());

  const json = async (as: Connection, ...args: string[]) => {
    const { status, stdout, stderr } = await startCommand(as, [...args, '--json']).ended;
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  };

  test('what is sent is stored with an offset, and listed, counted and found by time', async () => {
    const namespace = 'basics';
    const before = await latestOffset(allen);
    const first = await sendEvent(allen, { key: 'a', value: { n: 2n ** 60n }, namespace });
    const rest = await sendEvents(allen, [
      { key: 'b', value: 'two', namespace, sender: 'robot', eventType: 't' },
      { key: 'a', value: null, namespace, context: 'c' },
    ]);
    const all = [first, ...rest];
    expect(first).toMatchObject({ key: 'a', value: { n: 2n ** 60n }, namespace, sender: 'allen' });
    const offsets = all.map(({ offset }) => offset);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    expect(offsets[0]).toBeGreaterThan(before);
    expect(await Array.fromAsync(listAllEvents(allen, { namespace, limit: 2 }))).toEqual(all);
    expect(await listEvents(allen, { namespace, keys: ['a'], afterOffset: first.offset })).toMatchObject({
      events: [rest[1]],
      more: false,
    });
    expect((await listEvents(allen, { namespace, endOffset: rest[0]!.offset })).events).toEqual(
      all.slice(0, 2),
    );
    expect((await listEvents(allen, { namespace, startTime: first.createTime })).events).toEqual(all);
    expect(await countEvents(allen, { namespace })).toEqual({
      total: 3,
      senders: [
        { sender: 'allen', count: 2 },
        { sender: 'robot', count: 1 },
      ],
    });
    expect(await timeToOffset(allen, new Date(0))).toBe(0);
    expect(await timeToOffset(allen, all[2]!.createTime)).toBe(all[2]!.offset);
    expect(await latestOffset(allen)).toBe(all[2]!.offset);
  });

  test('the same by commands', async () => {
    const namespace = ['--namespace', 'commands'];
    const sent = await json(allen, 'events', 'send', 'k', '{"a": [1]}', '--type', 't', ...namespace);
    expect(sent).toMatchObject({ key: 'k', value: { a: [1] }, eventType: 't', namespace: 'commands' });
    const text = await startCommand(allen, ['events', 'send', 'k', '-', ...namespace], 'good morning\n')
      .ended;
    expect(text.stdout).toMatch(/^k is sent to commands, with offset \d+\.\n$/);
    expect(await json(allen, 'events', 'list', 'k', ...namespace)).toEqual([
      sent,
      expect.objectContaining({ value: 'good morning' }),
    ]);
    expect(await json(allen, 'events', 'count', ...namespace)).toMatchObject({ total: 2 });
    const { offset } = await json(allen, 'events', 'offset');
    const table = await startCommand(allen, [
      'events',
      'list',
      '--begin-offset',
      `${sent.offset}`,
      ...namespace,
    ]).ended;
    expect(table.stdout).toMatch(new RegExp(`^OFFSET .*\n${offset} .* "good morning"\n$`));
  });

  test('listen tails the log until Ctrl-C, and says where to go on', async () => {
    const tail = startCommand(allen, ['events', 'listen', 'tailed', '--begin-offset', '0']);
    onTestFinished(() => tail.kill());
    const first = await sendEvent(allen, { key: 'tailed', value: 'one\u001b[2J' });
    await expect.poll(() => tail.stdout, patience).toContain('"one\\u001b[2J"');
    const second = await sendEvent(allen, { key: 'tailed', value: 'two' });
    await expect.poll(() => tail.stdout, patience).toContain('"two"\n');
    expect(tail.stdout.split('\n')[0]).toMatch(new RegExp(`^${first.offset} .* tailed `));
    tail.interrupt();
    const { status, stderr } = await tail.ended;
    expect(stderr).toBe(`To go on: --begin-offset ${second.offset}\n`);
    expect(status).toBe(0);
  });

  test("of another's namespace nothing is told: not by lists, counts, offsets of pages, or listeners", async () => {
    await addNamespace(allen, { name: 'closed' });
    const [, secret] = await sendEvents(allen, [
      { key: 'leak', value: 'open' },
      { key: 'leak', value: 'secret', namespace: 'closed', sender: 'spy' },
    ]);
    for (const refused of [
      () => listEvents(beth, { namespace: 'closed' }),
      () => countEvents(beth, { namespace: 'closed' }),
      () => sendEvent(beth, { key: 'leak', value: 1, namespace: 'closed' }),
      () => listen(beth, { namespace: 'closed' }, {}, () => {}).ended,
    ]) {
      await expect(refused()).rejects.toMatchObject({ status: 403, code: 'namespace-forbidden' });
    }
    const taken = addNamespace(beth, { name: 'closed', readers: ['developer'] });
    await expect(taken).rejects.toMatchObject({ code: 'namespace-taken' });
    expect(values((await listEvents(beth, { key: 'leak' })).events)).toEqual(['open']);
    expect(await countEvents(beth, { key: 'leak' })).toEqual({
      total: 1,
      senders: [{ sender: 'allen', count: 1 }],
    });
    expect(await countEvents(beth, { sender: 'spy' })).toEqual({ total: 0, senders: [] });
    expect(
      (await listEvents(beth, { afterOffset: secret!.offset - 1, endOffset: secret!.offset })).events,
    ).toEqual([]);
    expect((await listNamespaces(beth)).map(({ name }) => name)).not.toContain('closed');

    const heard: unknown[] = [];
    const listener = listen(beth, { key: 'leak' }, { from: 'earliest' }, (events) =>
      heard.push(...values(events)),
    );
    onTestFinished(() => listener.stop());
    await sendEvent(allen, { key: 'leak', value: 'secret too', namespace: 'closed' });
    await sendEvent(allen, { key: 'leak', value: 'open too' });
    await expect.poll(() => heard, patience).toEqual(['open', 'open too']);
    expect(await json(vera, 'events', 'list', '--namespace', 'closed')).toHaveLength(2);
  });

  test('a namespace has readers and writers by role', async () => {
    await addNamespace(allen, { name: 'shared', readers: ['ingest'], writers: ['ingest'] });
    const sent = await sendEvent(pipeline, { key: 'k', value: 1, namespace: 'shared' });
    expect((await listEvents(pipeline, { namespace: 'shared' })).events).toEqual([sent]);
    expect((await listEvents(allen, { namespace: 'shared' })).events).toEqual([sent]);
    await expect(listEvents(beth, { namespace: 'shared' })).rejects.toMatchObject({
      code: 'namespace-forbidden',
    });
    await expect(sendEvent(vera, { key: 'k', value: 1, namespace: 'shared' })).rejects.toMatchObject({
      status: 403,
    });
    await expect(openProducer(vera)).rejects.toMatchObject({ code: 'sending-forbidden' });
    expect((await listNamespaces(pipeline)).map(({ name }) => name)).toEqual(['default', 'shared']);
  });

  test('a producer that is started anew sends again what it is not sure of, and it is stored once', async () => {
    const namespace = 'produced';
    const before = await openProducer(allen, { clientId: 'worker' });
    const sent = await before.sendAll([1, 2, 3].map((value) => ({ key: 'k', value, namespace })));
    const after = await openProducer(allen, { clientId: 'worker', nextSequence: 2 });
    expect(await after.sendAll([2, 3].map((value) => ({ key: 'k', value, namespace })))).toEqual(
      sent.slice(1),
    );
    await after.send({ key: 'k', value: 4, namespace });
    expect(values((await listEvents(allen, { namespace })).events)).toEqual([1, 2, 3, 4]);
    await after.close();
    expect((await openProducer(allen, { clientId: 'worker' })).nextSequence).toBe(1);
  });

  test('two processes share a subscription: each event goes to one of them, and none is left', async () => {
    const args = ['events', 'listen', 'work', '--subscription', 'workers', '--json'];
    const workers = [startCommand(allen, args), startCommand(allen, args)];
    onTestFinished(() => workers.forEach((worker) => void worker.kill()));
    await expect
      .poll(async () => (await listSubscriptions(allen)).map(({ name }) => name), patience)
      .toContain('workers');
    const seen = (): number[] =>
      workers.flatMap(({ stdout }) =>
        stdout
          .split('\n')
          .slice(0, -1)
          .map((line) => (JSON.parse(line) as { value: number }).value),
      );
    const all = Array.from({ length: 20 }, (_, n) => n);
    for (let n = 0; n < all.length; n += 2) {
      await sendEvents(
        allen,
        all.slice(n, n + 2).map((value) => ({ key: 'work', value })),
      );
    }
    await expect.poll(() => seen().length, patience).toBe(all.length);
    expect(seen().toSorted((a, b) => a - b)).toEqual(all);
    for (const worker of workers) {
      worker.interrupt();
      expect((await worker.ended).status).toBe(0);
    }
    await expect
      .poll(async () => (await listSubscriptions(allen)).find(({ name }) => name === 'workers'), patience)
      .toMatchObject({ outstanding: 0 });
  });

  test('each event fires the hook that is bound to it once, and the log tells what came of it', async () => {
    const admin = asAdmin(host);
    const ended: Event[] = [];
    const listener = listen(allen, { namespace: 'hookline/allen' }, {}, (events) => ended.push(...events));
    onTestFinished(() => listener.stop());
    await listener.ready;
    await addHook(admin, { name: 'model.ready', onEvent: { key: 'model.trained', namespace: 'lab' } });
    await register(allen, { name: 'deploy', hook: 'model.ready', ...quiet }, (event) => {
      const { value, sender } = event as { value: { ok: boolean }; sender: string };
      if (!value.ok) throw new Error('not deployed');
      return `deployed for ${sender}`;
    });
    const sent = await sendEvents(beth, [
      { key: 'model.trained', value: { ok: true }, namespace: 'lab' },
      { key: 'model.trained', value: { ok: true } },
      { key: 'model.other', value: { ok: true }, namespace: 'lab' },
      { key: 'model.trained', value: { ok: false }, namespace: 'lab' },
    ]);
    expect(sent).toHaveLength(4);
    const outcomes = () => ended.filter(({ eventType }) => eventType !== 'run.planned');
    await expect.poll(() => outcomes().length, patience).toBe(2);
    expect(
      outcomes().toSorted((a, b) => String(a.eventType).localeCompare(String(b.eventType))),
    ).toMatchObject([
      {
        key: 'model.ready',
        sender: 'deploy',
        eventType: 'run.failed',
        value: { error: { message: 'not deployed' } },
      },
      {
        key: 'model.ready',
        sender: 'deploy',
        eventType: 'run.succeeded',
        value: { state: 'succeeded', error: null },
      },
    ]);
    const firings = await listEvents(admin, { key: 'model.ready', eventType: 'firing.accepted' });
    expect(firings.events.map(({ namespace, sender }) => [namespace, sender])).toEqual([
      ['hookline/admin', 'admin'],
      ['hookline/admin', 'admin'],
    ]);
    expect((await listEvents(beth, { key: 'model.ready' })).events).toEqual([]);
    expect(await json(admin, 'hooks', 'list')).toContainEqual(
      expect.objectContaining({
        name: 'model.ready',
        onEvent: expect.objectContaining({ key: 'model.trained' }),
      }),
    );
  });

  test('a firing by hand is told in the same way', async () => {
    await addHook(asAdmin(host), { name: 'lab.done' });
    await register(allen, { name: 'report', hook: 'lab.done', tags: ['x'], ...quiet }, () => 'done');
    const { id } = await fire(beth, 'lab.done', { n: 1 }, { tags: ['x'] });
    await waitForFiring(asAdmin(host), id, { timeoutSeconds: 30 });
    const told = async (as: Connection) =>
      (await listEvents(as, { key: 'lab.done' })).events.map(({ eventType, namespace, sender, context }) => [
        eventType,
        namespace,
        sender,
        context,
      ]);
    await expect.poll(() => told(beth), patience).toEqual([['firing.accepted', 'hookline/beth', 'beth', id]]);
    await expect
      .poll(() => told(allen), patience)
      .toEqual([
        ['run.planned', 'hookline/allen', 'report', id],
        ['run.succeeded', 'hookline/allen', 'report', id],
      ]);
  });

  describe.skipIf(cannotRunDeployed('There is no one process to restart.'))(
    'when the platform is killed',
    () => {
      test('listeners and producers go on, and no event is lost or doubled', async () => {
        const embedded = host as EmbeddedHost;
        const heard: unknown[] = [];
        const listener = listen(allen, { key: 'restarted' }, {}, (events) => heard.push(...values(events)));
        onTestFinished(() => listener.stop());
        await listener.ready;
        const producer = await openProducer(allen);
        for (let n = 0; n < 6; n++) {
          if (n % 3 === 2) {
            await embedded.kill();
            const sending = producer.send({ key: 'restarted', value: n });
            await embedded.start();
            await sending;
          } else await producer.send({ key: 'restarted', value: n });
        }
        await expect.poll(() => heard, patience).toEqual([0, 1, 2, 3, 4, 5]);
        expect(values((await listEvents(allen, { key: 'restarted' })).events)).toEqual([0, 1, 2, 3, 4, 5]);
      });
    },
  );
});
