import { expect, test } from 'vitest';
import type { EventWait, EventWaits } from '../../../core/ports/event-waits.ts';
import { eventWait } from './records.ts';

const order = (a: EventWait, b: EventWait) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** What every EventWaits does. */
export function eventWaitsSuite(open: () => Promise<{ eventWaits: EventWaits }>): void {
  const found = async (waits: EventWaits, key: string) => (await waits.find(key)).sort(order);

  test('those that wait for a key, and those that wait for any', async () => {
    const { eventWaits } = await open();
    const any = [
      eventWait({ key: undefined }),
      eventWait({ key: undefined, runId: 'run-2', eventType: 'done' }),
    ];
    const waits = [
      ...any,
      eventWait(),
      eventWait({
        runId: 'run-2',
        namespace: 'lab',
        sender: 'scanner',
        eventType: 'done',
        after: 17,
        match: { a: { b: [1] } },
      }),
      eventWait({ runId: 'run-2', stepId: '5#1.7', tenantId: 't2' }),
    ];
    const other = eventWait({ key: 'b' });
    for (const wait of [...waits, other]) await eventWaits.put(wait);
    expect(await found(eventWaits, 'a')).toEqual([...waits].sort(order));
    expect(await found(eventWaits, 'b')).toEqual([...any, other].sort(order));
    expect(await found(eventWaits, 'c')).toEqual([...any].sort(order));
  });

  test("those that the event's value may match, whatever else it has", async () => {
    const { eventWaits } = await open();
    const long = 'x'.repeat(1000);
    const waits = [
      eventWait({ runId: 'anything' }),
      eventWait({ runId: 'nothing', match: {} }),
      eventWait({ runId: 'order-1', match: { type: 'paid', order: 1 } }),
      eventWait({ runId: 'order-1-again', match: { type: 'paid', order: 1 } }),
      eventWait({ runId: 'items', match: { items: [1, { a: null }] } }),
      eventWait({ runId: 'items-of-1', match: { items: [], order: 1 } }),
      eventWait({ runId: 'null', match: { gone: null } }),
      eventWait({ runId: 'long', match: { type: 'paid', text: long } }),
      eventWait({ runId: 'of-any-key', key: undefined, match: { order: 1 } }),
    ];
    for (const wait of waits) await eventWaits.put(wait);
    const value = { order: 1, type: 'paid', items: [2], gone: null, text: long, more: { order: 2 } };
    const found = (await eventWaits.find('a', value)).map(({ runId }) => runId);
    expect(found.sort()).toEqual(waits.map(({ runId }) => runId).sort());
    for (const other of [[], 'paid', null, 7]) {
      const runIds = (await eventWaits.find('a', other)).map(({ runId }) => runId);
      expect(runIds).toEqual(expect.arrayContaining(['anything', 'nothing']));
    }
  });

  test('a second time changes nothing', async () => {
    const { eventWaits } = await open();
    await eventWaits.put(eventWait());
    await eventWaits.put(eventWait({ after: 9 }));
    expect(await eventWaits.find('a')).toEqual([eventWait()]);
  });

  test('is removed by its key; another key of the same step waits on', async () => {
    const { eventWaits } = await open();
    for (const key of ['a', 'b', undefined]) await eventWaits.put(eventWait({ key }));
    await eventWaits.remove(eventWait());
    await eventWaits.remove(eventWait());
    expect(await eventWaits.find('a')).toEqual([eventWait({ key: undefined })]);
    await eventWaits.remove(eventWait({ key: undefined }));
    expect(await eventWaits.find('a')).toEqual([]);
    expect(await eventWaits.find('b')).toEqual([eventWait({ key: 'b' })]);
  });

  test('keys and ids of any characters are never mistaken for one another', async () => {
    const { eventWaits } = await open();
    const starred = [
      eventWait({ runId: 'a', stepId: '5#1.7', key: '*' }),
      eventWait({ runId: 'a#5', stepId: '1.7', key: '*' }),
    ];
    const long = eventWait({ key: '\u{1d54a}'.repeat(512) });
    for (const wait of [...starred, eventWait({ key: '=*' }), long]) await eventWaits.put(wait);
    expect(await found(eventWaits, '*')).toEqual([...starred].sort(order));
    expect(await eventWaits.find('=*')).toEqual([eventWait({ key: '=*' })]);
    expect(await eventWaits.find('\u{1d54a}'.repeat(512))).toEqual([long]);
    expect(await eventWaits.find('\u{1d54a}'.repeat(511))).toEqual([]);
  });

  test('what an event must have may be as large as a value', async () => {
    const { eventWaits } = await open();
    const wait = eventWait({ match: { text: 'x'.repeat(255 * 1024) } });
    await eventWaits.put(wait);
    expect(await eventWaits.find('a')).toEqual([wait]);
  });

  test('is removed wherever what it matches has put it, one that wants else stays', async () => {
    const { eventWaits } = await open();
    const waits = [undefined, {}, { order: 1 }, { order: 1, items: [1] }, { a: { b: 1 } }].map((match, n) =>
      eventWait({ runId: `run-${n}`, match }),
    );
    for (const wait of waits) await eventWaits.put(wait);
    for (const [n, wait] of waits.entries()) {
      await eventWaits.remove(wait);
      expect(await found(eventWaits, 'a')).toEqual(waits.slice(n + 1).sort(order));
    }
  });

  test('of many that wait for one key, or for any, those that the value may match', async () => {
    const { eventWaits } = await open();
    const put = (count: number, of: (n: number) => Partial<EventWait>) =>
      Promise.all(Array.from({ length: count }, (_, n) => eventWaits.put(eventWait(of(n)))));
    await put(60, (n) => ({ runId: `order-${n}`, match: { type: 'paid', order: n } }));
    await put(60, (n) => ({ runId: `customer-${n}`, match: { customer: `c-${n}`, items: [n] } }));
    await put(30, (n) => ({ runId: `all-${n}` }));
    await put(40, (n) => ({ runId: `any-${n}`, key: undefined, match: { order: n } }));
    const find = async (value: unknown) => {
      const runIds = (await eventWaits.find('a', value)).map(({ runId }) => runId);
      expect(new Set(runIds).size).toBe(runIds.length);
      return runIds;
    };
    const all = Array.from({ length: 30 }, (_, n) => `all-${n}`);
    const found = await find({ type: 'paid', order: 7, customer: 'c-59', more: 1 });
    expect(found).toEqual(expect.arrayContaining([...all, 'order-7', 'customer-59', 'any-7']));
    // Some more may be among the first.
    expect(found.length).toBeLessThan(90);
    expect(await find({ order: 8 })).toEqual(expect.arrayContaining([...all, 'any-8']));
    expect(await find('text')).toEqual(expect.arrayContaining(all));
  });

  test('many wait for one key', async () => {
    const { eventWaits } = await open();
    const runIds = Array.from({ length: 500 }, (_, index) => `run-${String(index).padStart(3, '0')}`);
    await Promise.all(runIds.map((runId) => eventWaits.put(eventWait({ runId }))));
    expect((await eventWaits.find('a')).map(({ runId }) => runId).sort()).toEqual(runIds);
  });
}
