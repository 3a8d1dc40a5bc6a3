import { DeleteCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  HEAD_KEY,
  segmentOf,
  segmentPartition,
} from '../../../../../adapters/aws/dynamodb/events/event-items.ts';
import { dynamodbEventLog } from '../../../../../adapters/aws/dynamodb/events/event-log.ts';
import {
  namespacePartition,
  streamPartition,
} from '../../../../../adapters/aws/dynamodb/events/pointer-items.ts';
import { buryOffsets } from '../../../../../adapters/aws/dynamodb/events/put-tombstone.ts';
import { takeOffsets } from '../../../../../adapters/aws/dynamodb/events/take-offsets.ts';
import type { Key, Table } from '../../../../../adapters/aws/dynamodb/table.ts';
import { systemClock } from '../../../../../adapters/node/system-clock.ts';
import type { Clock } from '../../../../../core/ports/clock.ts';
import type { EventRecord } from '../../../../../core/ports/event-log.ts';
import { aroundCalls } from '../../../../aws/around-calls.ts';
import { type LocalAws, startLocalAws } from '../../../../aws/local-aws.ts';
import { draft, eventsOf, only, select, wholeLog } from '../../../../conformance/event-drafts.ts';

/** Waits for senders that do not come take no time. */
const hastyClock: Clock = {
  now: systemClock.now,
  schedule: (_delayMs, callback) => systemClock.schedule(0, callback),
};

describe('the event log in DynamoDB', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  const open = async () => {
    const table = await aws.createTable('events');
    return { table, log: dynamodbEventLog(table, hastyClock) };
  };
  const itemsOf = async (table: Table, partition: string): Promise<Key[]> => {
    const { Items } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :PK',
        ExpressionAttributeValues: { ':PK': partition },
      }),
    );
    return (Items ?? []) as unknown as Key[];
  };
  /** As the TTL does, days after the time. */
  const removeAll = async (table: Table, ...partitions: string[]): Promise<void> => {
    for (const partition of partitions) {
      for (const { PK, SK } of await itemsOf(table, partition)) {
        await table.client.send(new DeleteCommand({ TableName: table.name, Key: { PK, SK } }));
      }
    }
  };
  const batch = (size: number, more: (n: number) => Parameters<typeof draft>[0] = () => ({})) =>
    Array.from({ length: size }, (_, n) => draft({ value: `${n}`, ...more(n) }));

  test('reads any part of a log of batches large and small, with places that were lost between them', async () => {
    const name = fc.constantFrom<string>('a', 'b');
    const step = fc.record({
      size: fc.constantFrom(1, 2, 60, 99, 100, 101, 250, 500),
      isLost: fc.boolean(),
      seed: fc.nat(5),
    });
    const question = fc.record({
      keys: fc.option(fc.uniqueArray(name, { minLength: 1 }), { nil: undefined }),
      namespace: fc.option(name, { nil: undefined }),
      sender: fc.option(name, { nil: undefined }),
      after: fc.nat(1200),
      span: fc.option(fc.nat(600), { nil: undefined }),
      limit: fc.constantFrom(1, 7, 100, 1000),
      newestFirst: fc.boolean(),
    });
    const letter = (n: number) => (n % 3 === 0 ? 'a' : 'b');
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 7 }),
        fc.array(question, { minLength: 8, maxLength: 8 }),
        async (steps, questions) => {
          const { table, log } = await open();
          const all: EventRecord[] = [];
          for (const { size, isLost, seed } of steps) {
            const drafts = batch(size, (n) => ({
              key: letter(n + seed),
              namespace: letter(Math.floor(n / 5)),
              sender: letter(seed),
            }));
            if (isLost) await takeOffsets(table, size, 1000);
            else all.push(...eventsOf(await log.append(drafts, 1000)));
          }
          for (const { keys, namespace, sender, after, span, limit, newestFirst } of questions) {
            const upTo = span === undefined ? undefined : after + span;
            const expected = all.filter(
              (event) =>
                event.offset > after &&
                event.offset <= (upTo ?? Number.POSITIVE_INFINITY) &&
                (keys?.includes(event.key) ?? true) &&
                (namespace ?? event.namespace) === event.namespace &&
                (sender ?? event.sender) === event.sender,
            );
            const scope = namespace === undefined ? select().scope : only(namespace);
            const selection = select({ keys, sender, scope });
            const { events } = await log.read(selection, { after, upTo }, limit, newestFirst);
            expect(events).toEqual((newestFirst ? expected.toReversed() : expected).slice(0, limit));
            const counted = await log.count(selection, { after, upTo });
            expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length);
          }
        },
      ),
      { numRuns: 4 },
    );
  }, 60_000);

  test('a page ends where it has as many characters as a page may have, and the next goes on there', async () => {
    const { log } = await open();
    const value = `"${'x'.repeat(200_000)}"`;
    for (const size of [3, 1, 9, 2])
      await log.append(
        batch(size, () => ({ value })),
        1000,
      );
    for (const keys of [undefined, ['a']]) {
      for (const newestFirst of [false, true]) {
        const offsets: number[] = [];
        let range = wholeLog;
        for (let pages = 0; pages < 2; pages++) {
          const { events, searchedTo } = await log.read(select({ keys }), range, 100, newestFirst);
          offsets.push(...events.map(({ offset }) => offset));
          range = newestFirst ? { after: 0, upTo: searchedTo - 1 } : { after: searchedTo, upTo: undefined };
          expect(events.length).toBeLessThan(12);
        }
        const all = Array.from({ length: 15 }, (_, n) => n + 1);
        expect(offsets).toEqual(newestFirst ? all.reverse() : all);
      }
    }
  });

  test('a reservation that was never written is given up as a whole, where the next one tells how long it is', async () => {
    const { table, log } = await open();
    await takeOffsets(table, 300, 1000);
    await log.append([draft()], 1000);
    await takeOffsets(table, 200, 1000);
    expect(await log.latestOffset()).toBe(501);
    const tombstones = [];
    for (let segment = 0; segment <= segmentOf(501); segment++) {
      tombstones.push(...(await itemsOf(table, segmentPartition(segment))).filter((item) => 'dead' in item));
    }
    expect(tombstones).toMatchObject([
      { SK: '0000000000000001', count: 300 },
      { SK: '0000000000000302', count: 200 },
    ]);
  });

  test('of several reservations that were never written, each offset that one may begin at is taken', async () => {
    const { table, log } = await open();
    const lost = [];
    for (const size of [3, 2, 4]) lost.push((await takeOffsets(table, size, 1000)).reservation.first);
    expect(await log.latestOffset()).toBe(9);
    const tombstones = (await itemsOf(table, segmentPartition(0))).map(({ SK }) => Number(SK));
    expect(tombstones).toEqual(expect.arrayContaining(lost));
  });

  test('a log that nobody reads is settled by those who send, so that the first reader has little to do', async () => {
    const { table, log } = await open();
    await takeOffsets(table, 1, 1000);
    for (let sent = 0; sent < 5000; sent += 500) await log.append(batch(500), Date.now() - 60_000);
    let queries = 0;
    const counting = aroundCalls(table, async ({ name }, send) => {
      if (name === 'Query') queries++;
      return await send();
    });
    expect(await dynamodbEventLog(counting, hastyClock).latestOffset()).toBe(5001);
    expect(queries).toBeLessThan(30);
    const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: HEAD_KEY }));
    expect(Item?.stable).toBe(5001);
  });

  test('what one process has found settled, another does not look for', async () => {
    const { table, log } = await open();
    await log.append(batch(500), 1000);
    await log.append(batch(500), 1000);
    await log.latestOffset();
    const asked: string[] = [];
    const watching = aroundCalls(table, async ({ name }, send) => {
      asked.push(name);
      return await send();
    });
    expect(await dynamodbEventLog(watching, hastyClock).latestOffset()).toBe(1000);
    expect(asked).toEqual(['Get']);
  });

  test('finds the offset of a time without its mark too', async () => {
    const { table, log } = await open();
    for (const at of [1000, 2000, 3000]) await log.append(batch(150), at);
    const expected = [0, 150, 150, 300, 450];
    const found = async () =>
      await Promise.all([999, 1000, 1999, 2500, 3000].map((time) => log.offsetAt(time)));
    expect(await found()).toEqual(expected);
    await removeAll(table, 'times');
    expect(await found()).toEqual(expected);
  });

  test('goes on when everything has expired and is gone', async () => {
    const { table, log } = await open();
    const producer = { tenantId: 't', clientId: 'c' };
    await log.openProducer(producer, 1000);
    const gone = draft({ expiresAt: 2000 });
    await log.append([gone], 1000, { ...producer, sequence: 1 });
    await log.append([gone, gone], 1000, { ...producer, sequence: 2 });
    await removeAll(
      table,
      segmentPartition(0),
      namespacePartition('default'),
      streamPartition('default', 'a'),
    );

    const fresh = dynamodbEventLog(table, hastyClock);
    expect(await fresh.latestOffset()).toBe(3);
    expect(await fresh.read(select(), wholeLog, 10)).toEqual({ events: [], searchedTo: 3 });
    expect(await fresh.openProducer(producer, 3000)).toEqual({ nextSequence: 4 });
    const answer = await fresh.append([gone, draft({ value: '"new"' })], 3000, { ...producer, sequence: 3 });
    expect(answer).toMatchObject({
      duplicates: 1,
      events: [
        { offset: 0, value: '1' },
        { offset: 4, value: '"new"' },
      ],
    });
  });

  test('looks past what has expired by the marks of the time, and not segment by segment', async () => {
    const { table, log } = await open();
    for (let sent = 0; sent < 3000; sent += 500) await log.append(batch(500), 1000 + sent);
    await log.append([draft({ key: 'new' })], 9000);
    await log.latestOffset();
    for (let segment = 0; segment < segmentOf(3001); segment++)
      await removeAll(table, segmentPartition(segment));
    let calls = 0;
    const counting = aroundCalls(table, async (_call, send) => {
      calls++;
      return await send();
    });
    const reader = dynamodbEventLog(counting, hastyClock);
    const scope = { notBefore: new Map(), others: 8000 };
    for (const newestFirst of [false, true]) {
      calls = 0;
      const { events } = await reader.read(select({ scope }), wholeLog, 10, newestFirst);
      expect(events).toMatchObject([{ key: 'new' }]);
      expect(calls).toBeLessThan(15);
    }
  });

  test("a sender's clock that is behind gets the time of the one before", async () => {
    const { table } = await open();
    expect((await takeOffsets(table, 2, 5000)).reservation).toEqual({
      first: 1,
      count: 2,
      at: 5000,
      before: 0,
    });
    expect((await takeOffsets(table, 3, 4000)).reservation).toEqual({
      first: 3,
      count: 3,
      at: 5000,
      before: 2,
    });
    expect((await takeOffsets(table, 1, 6000)).reservation).toEqual({
      first: 6,
      count: 1,
      at: 6000,
      before: 3,
    });
    await expect(takeOffsets(table, 501, 6000)).rejects.toThrow('too many');
  });

  test('a place that was given up is never written, and what was written is never given up', async () => {
    const { table, log } = await open();
    const [first] = eventsOf(await log.append([draft()], 1000));
    await buryOffsets(table, 1, 1, 1);
    expect((await log.read(select(), wholeLog, 10)).events).toEqual([first]);
  });

  test('records of a stream that are delivered twice at once are there once', async () => {
    const { table } = await open();
    const entries = batch(6).map((one) => ({ identity: `record ${one.value}`, draft: one }));
    const deliver = (from: number, to: number) =>
      dynamodbEventLog(table, hastyClock).appendOnce(entries.slice(from, to), 1000);
    await Promise.all([deliver(0, 4), deliver(0, 4), deliver(0, 3)]);
    await Promise.all([deliver(3, 6), deliver(4, 6)]);
    const { events } = await dynamodbEventLog(table, hastyClock).read(select(), wholeLog, 100);
    expect(events.map(({ value }) => value).sort()).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  test('a producer that sent more than its item holds is told its oldest originals too', async () => {
    const { log } = await open();
    const producer = { tenantId: 't', clientId: 'c' };
    await log.openProducer(producer, 1000);
    const sent = [];
    for (let sequence = 1; sequence <= 40; sequence++) {
      const drafts = [draft({ value: `${sequence}` })];
      sent.push(...eventsOf(await log.append(drafts, 1000, { ...producer, sequence })));
    }
    const again = async (sequence: number, count: number) =>
      await log.append(batch(count), 1000, { ...producer, sequence });
    expect(await again(1, 40)).toEqual({ state: 'appended', events: sent, duplicates: 40 });
    expect(await again(15, 3)).toEqual({ state: 'appended', events: sent.slice(14, 17), duplicates: 3 });
    expect(await again(33, 1)).toEqual({ state: 'appended', events: [sent[32]], duplicates: 1 });
  });
});
