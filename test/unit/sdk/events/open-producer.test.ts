import { Connection, listAllEvents, openProducer } from '@hookline/sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Embedded, openEmbedded } from './open-embedded.ts';
import { openRelay } from './open-relay.ts';

describe('A producer', () => {
  let platform: Embedded;
  let allen: Connection;
  beforeAll(async () => {
    platform = await openEmbedded();
    allen = await platform.person('allen');
  });
  afterAll(() => platform?.close());

  const stored = async (namespace: string) =>
    (await Array.fromAsync(listAllEvents(allen, { namespace }))).map(({ value }) => value);
  const event = (namespace: string) => (value: unknown) => ({ key: 'k', value, namespace });

  test('numbers its events and stores them in the order of the calls', async () => {
    const producer = await openProducer(allen);
    expect(producer.nextSequence).toBe(1);
    const make = event('in-order');
    const sent = [producer.send(make(1)), producer.sendAll([make(2), make(3)]), producer.send(make(4))];
    await Promise.all(sent);
    expect(producer.nextSequence).toBe(5);
    expect(await stored('in-order')).toEqual([1, 2, 3, 4]);
    await producer.close();
    await producer.close();
    await expect(producer.send(make(5))).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('stores each event once, in order, whatever answers are lost and whether or not a call gives up', async () => {
    let run = 0;
    const failures = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(failures, async (losses) => {
        const namespace = `lossy-${++run}`;
        const relay = await openRelay(platform.url);
        const hasty = new Connection(relay.url, allen.apiKey, { retrySeconds: 0 });
        const producer = await openProducer(hasty);
        for (const [n, losing] of losses.entries()) {
          relay.loseAnswers(losing);
          // Tried until it is told to be stored, as a careful caller does.
          for (let answered = false; !answered; ) {
            answered = await producer.send(event(namespace)(n)).then(
              () => true,
              () => false,
            );
          }
        }
        expect(await stored(namespace)).toEqual(losses.map((_, n) => n));
      }),
      { numRuns: 10 },
    );
  });

  test('settles what is in doubt before it sends anything else', async () => {
    const relay = await openRelay(platform.url);
    const hasty = new Connection(relay.url, allen.apiKey, { retrySeconds: 0 });
    const producer = await openProducer(hasty);
    const make = event('in-doubt');
    relay.loseAnswers(1);
    await expect(producer.send(make('in doubt'))).rejects.toMatchObject({ code: 'connection-lost' });
    relay.refuse(true);
    relay.cut();
    await expect(producer.send(make('not sent'))).rejects.toMatchObject({ retryable: true });
    relay.refuse(false);
    await producer.send(make('next'));
    expect(await stored('in-doubt')).toEqual(['in doubt', 'next']);
  });

  test('goes on by itself when the connection breaks', async () => {
    const relay = await openRelay(platform.url);
    const producer = await openProducer(new Connection(relay.url, allen.apiKey));
    relay.loseAnswers(2);
    const first = await producer.send(event('patient')('once'));
    expect(await stored('patient')).toEqual(['once']);
    expect(first).toMatchObject({ value: 'once' });
  });

  test('is taken up by another process, which may send again what it is not sure of', async () => {
    const make = event('taken-up');
    const before = await openProducer(allen, { clientId: 'worker-1' });
    const originals = await before.sendAll([make(1), make(2)]);
    const after = await openProducer(allen, { clientId: 'worker-1' });
    expect(after.nextSequence).toBe(3);
    const unsure = await openProducer(allen, { clientId: 'worker-1', nextSequence: 2 });
    expect(await unsure.send(make(2))).toEqual(originals[1]);
    await unsure.send(make(3));
    expect(await stored('taken-up')).toEqual([1, 2, 3]);
  });

  test('notices when another process sends under its numbers, rather than losing an event', async () => {
    const make = event('two-at-once');
    const one = await openProducer(allen, { clientId: 'shared' });
    const other = await openProducer(allen, { clientId: 'shared' });
    await one.send(make('of one'));
    await expect(other.send(make('of other'))).rejects.toMatchObject({ code: 'producer-taken-over' });
    expect(await stored('two-at-once')).toEqual(['of one']);
  });

  test('keeps its number when an event is refused', async () => {
    const producer = await openProducer(allen);
    await expect(producer.send({ key: '', value: 1 })).rejects.toMatchObject({ code: 'events-invalid' });
    expect(await producer.send(event('after-refusal')(1))).toMatchObject({ value: 1 });
    expect(producer.nextSequence).toBe(2);
  });

  test('begins anew under a client id that was freed', async () => {
    const make = event('freed');
    const first = await openProducer(allen, { clientId: 'freed' });
    await first.send(make(1));
    await first.close();
    const second = await openProducer(allen, { clientId: 'freed' });
    expect(second.nextSequence).toBe(1);
    await second.send(make(1));
    expect(await stored('freed')).toEqual([1, 1]);
    await second.close();
    await expect(
      (await openProducer(allen, { clientId: 'gap', nextSequence: 5 })).send(make(2)),
    ).rejects.toMatchObject({
      code: 'producer-sequence-gap',
    });
  });
});
