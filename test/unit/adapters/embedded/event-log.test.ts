import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../../adapters/embedded/sqlite/database.ts';
import { type SqliteEventLog, sqliteEventLog } from '../../../../adapters/embedded/sqlite/event-log.ts';
import { sqliteFiringStore } from '../../../../adapters/embedded/sqlite/firing-store.ts';
import { createSchema } from '../../../../adapters/embedded/sqlite/schema.ts';
import { limits } from '../../../../core/contract/limits.ts';
import { appendAll, draft, eventsOf, only, select, wholeLog } from '../../../conformance/event-drafts.ts';
import { firing, payload } from '../../../conformance/firing-store.ts';
import { type ManualClock, manualClock } from '../../../conformance/manual-clock.ts';

describe('The event log in SQLite', () => {
  let directory: string;
  let database: Database;
  let clock: ManualClock;
  let events: SqliteEventLog;

  const open = () => {
    database = openDatabase(join(directory, 'a.db'));
    createSchema(database);
    clock = manualClock();
    events = sqliteEventLog({ database, clock });
  };
  const reopen = () => {
    database.close();
    open();
  };
  const values = async () => (await events.read(select(), wholeLog, 1000)).events.map(({ value }) => value);
  /** Whether the promise is settled once everything that can happen by itself has. */
  const isSettled = async (promise: Promise<unknown>) => {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    promise.then(settle, settle);
    await database.durable();
    await new Promise((resolve) => setImmediate(resolve));
    return settled;
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'hookline-event-log-'));
    open();
  });
  afterEach(() => {
    database.close();
    rmSync(directory, { recursive: true });
  });

  describe('after a restart', () => {
    test('goes on at the next offset, not before the newest time', async () => {
      await appendAll(events, [{ value: '1' }, { value: '2' }], 5000);
      reopen();
      expect(await events.latestOffset()).toBe(2);
      const [next] = await appendAll(events, [{ value: '3' }], 4000);
      expect(next).toMatchObject({ offset: 3, createdAt: 5000 });
      expect(await values()).toEqual(['1', '2', '3']);
    });

    test('knows the producers and what they sent', async () => {
      const producer = { tenantId: 't', clientId: 'c' };
      await events.openProducer(producer, 1000);
      const sent = await events.append([draft({ value: '1' })], 1000, { ...producer, sequence: 1 });
      reopen();
      expect(await events.openProducer(producer, 1000)).toEqual({ nextSequence: 2 });
      const again = await events.append([draft({ value: '1' })], 2000, { ...producer, sequence: 1 });
      expect(again).toEqual({ state: 'appended', events: eventsOf(sent), duplicates: 1 });
    });
  });

  describe('readers', () => {
    test('see an event when it is on disk, not before', async () => {
      events.record(draft(), 1000);
      expect(await events.latestOffset()).toBe(0);
      expect(await values()).toEqual([]);
      await database.durable();
      expect(await events.latestOffset()).toBe(1);
      expect(await values()).toEqual(['1']);
    });

    test('find what is far behind many events that others sent, while other work goes on', async () => {
      const many = Array.from({ length: 5000 }, () => draft({ sender: 'other' }));
      await events.append([draft({ value: '"first"' }), ...many, draft({ value: '"last"' })], 1000);
      let turns = 0;
      const count = () => {
        turns++;
        if (!done) setImmediate(count);
      };
      let done = false;
      setImmediate(count);
      const { events: found } = await events.read(select({ sender: 'sender' }), wholeLog, 10);
      done = true;
      expect(found.map(({ value }) => value)).toEqual(['"first"', '"last"']);
      expect(turns).toBeGreaterThan(1);
    });
  });

  test('does not take more into memory than a page may hold, and says up to where it went', async () => {
    const large = `"${'x'.repeat(250_000)}"`;
    await appendAll(
      events,
      Array.from({ length: 20 }, () => ({ value: large })),
    );
    reopen();
    for (const newestFirst of [false, true]) {
      const page = await events.read(select(), wholeLog, 1000, newestFirst);
      expect(page.events).toHaveLength(Math.ceil(limits.eventPage.sizeBytes / large.length));
      expect(page.searchedTo).toBe(page.events.at(-1)!.offset);
    }
  });

  describe('those who wait', () => {
    const waiting = [
      ['for a key', select({ keys: ['mine'] })],
      ['for a sender', select({ sender: 'mine' })],
      ['for a type', select({ eventType: 'mine' })],
      ['in a namespace', select({ scope: only('mine') })],
      ['for a key in a namespace', select({ keys: ['mine', 'a'], scope: only('mine') })],
    ] as const;

    test.each(waiting)('%s are not woken by other events', async (_, selection) => {
      await appendAll(events, [{}]);
      const woken = events.waitForEvent(selection, 0, 1000);
      await appendAll(events, [{}, { key: 'b' }]);
      expect(await isSettled(woken)).toBe(false);
      await appendAll(events, [{ key: 'mine', sender: 'mine', eventType: 'mine', namespace: 'mine' }]);
      expect(await isSettled(woken)).toBe(true);
    });

    test('are woken by what is recorded beside other writes, once it is on disk', async () => {
      const woken = events.waitForEvent(select(), 0, 1000);
      events.record(draft(), 1000);
      await woken;
      expect(await values()).toEqual(['1']);
    });

    test('fail when the log closes, and so do those who come later', async () => {
      const woken = [
        events.waitForEvent(select(), 0, 1000),
        events.waitForEvent(select({ keys: ['a', 'b'] }), 0, 1000),
      ];
      events.close();
      for (const waiting of woken) await expect(waiting).rejects.toThrow('The event log is closed.');
      await expect(events.waitForEvent(select(), 0, 1000)).rejects.toThrow('The event log is closed.');
    });
  });

  describe('pruning', () => {
    test('removes what is older in a namespace, and nothing else', async () => {
      const old = Array.from({ length: 1200 }, (_, n) => draft({ key: `k${n % 7}`, value: 'null' }));
      await events.append(old, 1000);
      await appendAll(events, [{ value: '1', namespace: 'other' }], 1000);
      await appendAll(events, [{ value: '2', key: 'k3' }], 2000);
      expect(await events.prune('default', 2000)).toBe(1200);
      expect(await events.prune('unknown', 2000)).toBe(0);
      expect(await values()).toEqual(['1', '2']);
      const { events: left } = await events.read(select({ keys: ['k3', 'k4'] }), wholeLog, 10);
      expect(left.map(({ value }) => value)).toEqual(['2']);
      await appendAll(events, [{ value: '3', key: 'k4' }], 2000);
      expect((await events.read(select({ keys: ['k4'] }), wholeLog, 10)).events).toHaveLength(1);
    });

    test('of everything leaves the end of the log where it is, also after a restart', async () => {
      await appendAll(events, [{}, {}, {}], 5000);
      await events.prune('default', 6000);
      for (const restart of [() => {}, reopen]) {
        restart();
        expect(await values()).toEqual([]);
        expect(await events.latestOffset()).toBe(3);
        expect(await events.offsetAt(5000)).toBe(3);
        expect(await events.offsetAt(4999)).toBe(0);
      }
      const [next] = await appendAll(events, [{}], 1000);
      expect(next).toMatchObject({ offset: 4, createdAt: 5000 });
    });

    test('keeps a producer from storing again what is gone', async () => {
      const producer = { tenantId: 't', clientId: 'c' };
      await events.openProducer(producer, 1000);
      const send = () => events.append([draft()], 1000, { ...producer, sequence: 1 });
      await send();
      await events.prune('default', 2000);
      expect(await send()).toMatchObject({ state: 'appended', duplicates: 1, events: [{ offset: 0 }] });
      expect(await values()).toEqual([]);
    });
  });

  describe('firings', () => {
    const told = () => [draft({ value: '"accepted"' }), draft({ value: '"planned"' })];
    const settled = {
      firingId: firing().id,
      handlerId: 7,
      handlerVersion: 3,
      tenantId: 'tenant',
      outcome: { ok: true, result: '', resultType: 'text', resultCut: false, output: '', durationMs: 1 },
      at: 2000,
      closesFiring: true,
      event: () => draft({ value: '"ended"' }),
    } as const;

    test('and the outcomes of their runs are told of once, with what they write', async () => {
      const firings = sqliteFiringStore({ database, clock, log: events, launch() {} });
      await firings.accept(firing(), payload, told);
      await firings.accept(firing(), payload, told);
      expect(await values()).toEqual(['"accepted"', '"planned"']);
      await firings.settle(settled);
      await firings.settle(settled);
      await database.durable();
      expect(await values()).toEqual(['"accepted"', '"planned"', '"ended"']);
    });
  });
});
