import {
  addHook,
  addNamespace,
  Connection,
  type Event,
  getRun,
  listen,
  openProducer,
  register,
  sendEvent,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedHost, embeddedHost } from './hosts/embedded-host.ts';
import { cannotRunDeployed } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';
import { seededRandom } from './seeded-random.ts';

/** Senders that send one event at a time, and those that send batches of up to 50. */
const SINGLE = { senders: 16, events: 125 };
const BATCHED = { senders: 48, events: 375 };
const EVENTS = SINGLE.senders * SINGLE.events + BATCHED.senders * BATCHED.events;
/** Events that fire a hook. */
const FIRING = 100;
const KILLS = 6;

const reason =
  'There is no one process to kill. Senders that pause between taking an offset and writing are in test/conformance.';

describe.skipIf(cannotRunDeployed(reason))(
  'While 64 senders send, and the platform is killed (SIGKILL)',
  () => {
    let host: EmbeddedHost;
    let allen: Connection;
    beforeAll(async () => {
      host = await embeddedHost();
      const { apiKey } = await newPerson(host, 'allen');
      // Senders go on trying for as long as it takes.
      allen = new Connection(host.url, apiKey, { retrySeconds: 100 });
      await addNamespace(allen, { name: 'lab' });
    });
    afterAll(() => host?.stop());

    test(`listeners get each of ${EVENTS} acknowledged events once, in order, and each of ${FIRING} fires its hook once`, {
      timeout: 120_000,
    }, async () => {
      const random = seededRandom(20261121);
      const { name: hook } = await addHook(asAdmin(host), {
        name: 'lab.fired',
        onEvent: { key: 'fire', namespace: 'lab' },
      });
      await register(
        allen,
        { name: 'once', hook, notifyOnSuccess: null, notifyOnFailure: null },
        (event: { value: number }) => event.value,
      );
      const acknowledged = new Map<number, string>();
      let onAcknowledged = () => {};
      const acknowledge = (sender: string, events: readonly Event[]) => {
        for (const { offset, value } of events) acknowledged.set(offset, `${sender} ${value}`);
        onAcknowledged();
      };
      const acknowledgedBeyond = (count: number) =>
        new Promise<void>((resolve) => {
          onAcknowledged = () => {
            if (acknowledged.size > count) resolve();
          };
        });

      const sendSingly = async (sender: string) => {
        const producer = await openProducer(allen, { clientId: sender });
        for (let n = 1; n <= SINGLE.events; n++) {
          acknowledge(sender, [await producer.send({ key: 'crash', value: n, namespace: 'lab', sender })]);
        }
      };
      const sendFiring = async () => {
        const producer = await openProducer(allen, { clientId: 'firing' });
        for (let n = 1; n <= FIRING; n++) await producer.send({ key: 'fire', value: n, namespace: 'lab' });
      };
      const sendBatches = async (sender: string) => {
        // Each goes on for the one before, as a process that is started anew, and sends again what it is not sure of.
        for (let n = 1; n <= BATCHED.events; ) {
          const producer = await openProducer(allen, { clientId: sender, nextSequence: Math.max(1, n - 3) });
          for (let batch = 0; batch < 5 && n <= BATCHED.events; batch++) {
            const from = producer.nextSequence;
            const to = Math.min(BATCHED.events, n + Math.floor(random() * 50));
            const values = Array.from({ length: to - from + 1 }, (_, index) => from + index);
            acknowledge(
              sender,
              await producer.sendAll(
                values.map((value) => ({ key: 'crash', value, namespace: 'lab', sender })),
              ),
            );
            n = to + 1;
          }
        }
      };

      const filter = { key: 'crash', namespace: 'lab' };
      const heardByOne: Event[] = [];
      const one = listen(allen, filter, { from: 'earliest' }, (events) => void heardByOne.push(...events));
      // One after the other, each from where the one before was.
      const heardBySeveral: Event[] = [];
      const goOnFrom = (from: number) =>
        listen(allen, filter, { from, batchSize: 1000 }, (events) => void heardBySeveral.push(...events));
      let another = goOnFrom(0);

      const sent = Promise.all([
        ...Array.from({ length: SINGLE.senders }, (_, n) => sendSingly(`single-${n}`)),
        ...Array.from({ length: BATCHED.senders }, (_, n) => sendBatches(`batched-${n}`)),
        sendFiring(),
      ]);
      for (let kill = 0; kill < KILLS; kill++) {
        await Promise.race([sent, acknowledgedBeyond((kill + random()) * (EVENTS / KILLS))]);
        await host.kill();
        const stopped = another.stop();
        await host.start();
        await stopped;
        another = goOnFrom(another.offset ?? 0);
      }
      await sent;

      expect(acknowledged.size).toBe(EVENTS);
      const last = await sendEvent(allen, { ...filter, value: 'last', sender: 'test' });
      const inOrder = [...acknowledged].sort(([a], [b]) => a - b);
      for (const heard of [heardByOne, heardBySeveral]) {
        await expect.poll(() => heard.at(-1)?.offset, { timeout: 20_000 }).toBe(last.offset);
        expect(heard.pop()).toEqual(last);
        expect(heard.map(({ offset, sender, value }) => [offset, `${sender} ${value}`])).toEqual(inOrder);
      }
      await Promise.all([one.stop(), another.stop()]);
      const next = new Map<string, number>();
      for (const [, event] of inOrder) {
        const [sender, n] = event.split(' ') as [string, string];
        expect(Number(n)).toBe((next.get(sender) ?? 0) + 1);
        next.set(sender, Number(n));
      }

      const ended: unknown[] = [];
      const ends = listen(allen, { key: 'lab.fired', eventType: 'run.succeeded' }, { from: 'earliest' });
      for await (const { value } of ends) {
        const { runId } = value as { runId: string };
        ended.push((await getRun(allen, runId)).result);
        if (ended.length === FIRING) break;
      }
      expect(ended.map(Number).sort((a, b) => a - b)).toEqual(
        Array.from({ length: FIRING }, (_, n) => n + 1),
      );
    });
  },
);
