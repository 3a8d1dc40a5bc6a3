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

  test('many wait for one key', async () => {
    const { eventWaits } = await open();
    const runIds = Array.from({ length: 500 }, (_, index) => `run-${String(index).padStart(3, '0')}`);
    await Promise.all(runIds.map((runId) => eventWaits.put(eventWait({ runId }))));
    expect((await eventWaits.find('a')).map(({ runId }) => runId).sort()).toEqual(runIds);
  });
}
