import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection, type Event, openProducer, sendEvent } from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type EmbeddedHost, embeddedHost } from './hosts/embedded-host.ts';
import { cannotRunDeployed } from './hosts/open-host.ts';
import { newPerson } from './hosts/people.ts';
import { seededRandom } from './seeded-random.ts';

/** Senders that send one event at a time, and those that send batches of up to 50. */
const SINGLE = { senders: 16, events: 125 };
const BATCHED = { senders: 48, events: 375 };
const EVENTS = SINGLE.senders * SINGLE.events + BATCHED.senders * BATCHED.events;
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
    });
    afterAll(() => host?.stop());

    test(`listeners that resume from their offset get each of ${EVENTS} acknowledged events once, in order`, {
      timeout: 120_000,
    }, async () => {
      const random = seededRandom(20261121);
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

      const listeners = [listenByPolling(host, allen.apiKey), listenBySocket(host, allen.apiKey)];
      const sent = Promise.all([
        ...Array.from({ length: SINGLE.senders }, (_, n) => sendSingly(`single-${n}`)),
        ...Array.from({ length: BATCHED.senders }, (_, n) => sendBatches(`batched-${n}`)),
      ]);
      for (let kill = 0; kill < KILLS; kill++) {
        await Promise.race([sent, acknowledgedBeyond((kill + random()) * (EVENTS / KILLS))]);
        await host.kill();
        await host.start();
      }
      await sent;

      expect(acknowledged.size).toBe(EVENTS);
      const last = await sendEvent(allen, { key: 'crash', value: 'last', namespace: 'lab', sender: 'test' });
      const inOrder = [...acknowledged].sort(([a], [b]) => a - b);
      for (const listener of listeners) {
        const heard = await listener.until(last.offset);
        expect(heard.pop()).toEqual(last);
        expect(heard.map(({ offset, sender, value }) => [offset, `${sender} ${value}`])).toEqual(inOrder);
      }
      const next = new Map<string, number>();
      for (const [, event] of inOrder) {
        const [sender, n] = event.split(' ') as [string, string];
        expect(Number(n)).toBe((next.get(sender) ?? 0) + 1);
        next.set(sender, Number(n));
      }
    });
  },
);

interface Listener {
  /** Stops when it heard the event at that offset; everything that it heard. */
  until(offset: number): Promise<Event[]>;
}

/** Asks on with the offset it has, whatever happens to its connection. */
function listen(next: (afterOffset: number) => Promise<{ events: Event[]; cursor: number }>): Listener {
  const heard: Event[] = [];
  let stopped = false;
  let onHeard = () => {};
  const goOn = async () => {
    for (let afterOffset = 0; !stopped; ) {
      try {
        const { events, cursor } = await next(afterOffset);
        heard.push(...events);
        afterOffset = cursor;
        onHeard();
      } catch {
        await pause(20);
      }
    }
  };
  void goOn();
  return {
    async until(offset) {
      await new Promise<void>((resolve) => {
        onHeard = () => {
          if ((heard.at(-1)?.offset ?? 0) >= offset) resolve();
        };
        onHeard();
      });
      stopped = true;
      return heard;
    },
  };
}

function listenByPolling(host: EmbeddedHost, apiKey: string): Listener {
  return listen(async (afterOffset) => {
    const query = `key=crash&namespace=lab&limit=1000&waitSeconds=1&afterOffset=${afterOffset}`;
    const answer = await fetch(`${host.url}/v1/events/listen?${query}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as { events: Event[]; cursor: number };
  });
}

function listenBySocket(host: EmbeddedHost, apiKey: string): Listener {
  let connection: { socket: WebSocket; closed: AbortSignal } | undefined;
  const connect = async () => {
    const socket = new WebSocket(`${host.url.replace('http', 'ws')}/v1/events/socket`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    await once(socket, 'open');
    const closing = new AbortController();
    socket.on('close', () => closing.abort());
    return { socket, closed: closing.signal };
  };
  return listen(async (afterOffset) => {
    connection ??= await connect();
    const { socket, closed } = connection;
    try {
      const filter = { keys: ['crash'], namespace: 'lab' };
      socket.send(JSON.stringify({ action: 'next', id: 'crash', filter, afterOffset, limit: 1000 }));
      const [data] = await once(socket, 'message', { signal: closed });
      const answer = JSON.parse(String(data)) as { events: Event[]; cursor: number; problem?: unknown };
      if (answer.problem !== undefined) throw new Error(String(data));
      return answer;
    } catch (error) {
      socket.terminate();
      connection = undefined;
      throw error;
    }
  });
}
