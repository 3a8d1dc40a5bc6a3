import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEGMENT_PREFIX } from '../../adapters/aws/dynamodb/events/event-items.ts';
import { dynamodbEventLog } from '../../adapters/aws/dynamodb/events/event-log.ts';
import type { Table } from '../../adapters/aws/dynamodb/table.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { EventLog } from '../../core/ports/event-log.ts';
import { draft, eventsOf, only, select, wholeLog } from '../conformance/event-drafts.ts';
import { aroundCalls } from './around-calls.ts';
import { type LocalAws, startLocalAws } from './local-aws.ts';

class Crash extends Error {}

/** Waits take no time: whoever took offsets and has not written loses them at the next look. */
const hastyClock: Clock = {
  now: systemClock.now,
  schedule: (_delayMs, callback) => systemClock.schedule(0, callback),
};

describe('A process that stops between two calls of DynamoDB', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  /** A process that stops before its n-th call, or after it took effect. */
  const startProcess = (table: Table, stopAt: number, after: boolean) => {
    let calls = 0;
    const stopping = aroundCalls(table, async (_call, send) => {
      calls++;
      if (calls < stopAt) return await send();
      if (calls === stopAt && after) await send();
      throw new Crash();
    });
    return { log: dynamodbEventLog(stopping, hastyClock), calls: () => calls };
  };

  /** Lets `work` stop at each of its calls in turn, before and after; `check` looks what became of it. */
  const stopEverywhere = async (
    work: (log: ReturnType<typeof dynamodbEventLog>) => Promise<unknown>,
    check: (table: Table, label: string) => Promise<void>,
    prepare: (log: EventLog) => Promise<unknown> = async () => {},
  ) => {
    for (let stopAt = 1; ; stopAt++) {
      for (const after of [false, true]) {
        const table = await aws.createTable('events');
        await prepare(dynamodbEventLog(table, hastyClock));
        const { log, calls } = startProcess(table, stopAt, after);
        const stopped = await work(log).then(
          () => false,
          (error) => {
            if (!(error instanceof Crash)) throw error;
            return true;
          },
        );
        await check(table, `stopped ${after ? 'after' : 'before'} call ${stopAt}`);
        if (!stopped && calls() < stopAt) return stopAt - 1;
      }
    }
  };

  const drafts = ['1', '2', '3'].map((value) => draft({ value, key: `k${value}` }));
  const valuesIn = async (log: EventLog) =>
    (await log.read(select(), wholeLog, 100)).events.map(({ value }) => value);

  test('and goes on when readers have given it up writes elsewhere: nobody passes an event that comes later', async () => {
    const table = await aws.createTable('events');
    const paused = Promise.withResolvers<void>();
    const goingOn = Promise.withResolvers<void>();
    let pauses = 1;
    const pausing = aroundCalls(table, async ({ input }, send) => {
      const isChunk = String((input.Item as { PK?: string } | undefined)?.PK).startsWith(SEGMENT_PREFIX);
      if (isChunk && pauses-- > 0) {
        paused.resolve();
        await goingOn.promise;
      }
      return await send();
    });
    const sending = dynamodbEventLog(pausing, hastyClock).append(drafts, Date.now());
    await paused.promise;
    const log = dynamodbEventLog(table, hastyClock);
    const [other] = eventsOf(await log.append([draft({ value: 'other' })], Date.now()));
    expect(await log.latestOffset()).toBe(other!.offset);
    goingOn.resolve();
    const late = eventsOf(await sending);
    expect(late[0]!.offset).toBeGreaterThan(other!.offset);
    for (const reader of [log, dynamodbEventLog(table, hastyClock)]) {
      expect(await valuesIn(reader)).toEqual(['other', '1', '2', '3']);
      const only2 = await reader.read(select({ keys: ['k2'] }), wholeLog, 10);
      expect(only2.events).toEqual([late[1]]);
    }
  });

  test('without a producer leaves all of its events or none, and stops nobody else', async () => {
    const steps = await stopEverywhere(
      (log) => log.append(drafts, Date.now()),
      async (table, label) => {
        const log = dynamodbEventLog(table, hastyClock);
        const values = await valuesIn(log);
        expect([[], ['1', '2', '3']], label).toContainEqual(values);
        for (const key of ['k1', 'k2', 'k3']) {
          const { events } = await log.read(select({ scope: only('default'), keys: [key] }), wholeLog, 10);
          expect(events, label).toHaveLength(values.length === 0 ? 0 : 1);
        }
        const [next] = eventsOf(await log.append([draft({ value: 'next' })], Date.now()));
        expect(await log.latestOffset(), label).toBe(next!.offset);
        expect(await valuesIn(log), label).toEqual([...values, 'next']);
      },
    );
    expect(steps).toBe(4);
  });

  test('with a producer: what is sent again by another process is there once, whatever is in between', async () => {
    const producer = { tenantId: 't', clientId: 'c' };
    const steps = await stopEverywhere(
      (log) => log.append(drafts, Date.now(), { ...producer, sequence: 2 }),
      async (table, label) => {
        const log = dynamodbEventLog(table, hastyClock);
        await log.append([draft({ value: 'other' })], Date.now());
        const { nextSequence } = await log.openProducer(producer, Date.now());
        expect([2, 5], label).toContain(nextSequence);
        const answer = await log.append([...drafts, draft({ value: '4' })], Date.now(), {
          ...producer,
          sequence: 2,
        });
        expect(answer, label).toMatchObject({ state: 'appended', duplicates: nextSequence - 2 });
        const seen = (await log.read(select(), wholeLog, 100)).events;
        expect(
          seen.filter(({ value }) => value !== 'other'),
          label,
        ).toMatchObject([{ value: '0' }, ...eventsOf(answer)]);
        expect(eventsOf(answer).map(({ value }) => value)).toEqual(['1', '2', '3', '4']);
      },
      async (log) => {
        await log.openProducer(producer, Date.now());
        await log.append([draft({ value: '0' })], Date.now(), { ...producer, sequence: 1 });
      },
    );
    expect(steps).toBe(7);
  });

  test('with records of a stream: what is delivered again, cut in whatever way, is there once', async () => {
    const entries = Array.from({ length: 6 }, (_, index) => ({
      identity: `record ${index}`,
      draft: draft({ value: `${index}` }),
    }));
    for (const cut of [1, 3, 6]) {
      await stopEverywhere(
        (log) => log.appendOnce(entries.slice(0, 4), Date.now()),
        async (table, label) => {
          const log = dynamodbEventLog(table, hastyClock);
          await log.appendOnce(entries.slice(0, cut), Date.now());
          await log.appendOnce(entries.slice(cut), Date.now());
          await log.appendOnce(entries, Date.now());
          expect(await valuesIn(log), `${label}, then cut at ${cut}`).toEqual(['0', '1', '2', '3', '4', '5']);
        },
      );
    }
  });
});
