import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { boundHookPositions } from '../../../adapters/embedded/sqlite/bound-hooks.ts';
import { type Database, openDatabase } from '../../../adapters/embedded/sqlite/database.ts';
import { type SqliteEventLog, sqliteEventLog } from '../../../adapters/embedded/sqlite/event-log.ts';
import { sqliteFiringStore } from '../../../adapters/embedded/sqlite/firing-store.ts';
import { sqliteHandlerStore } from '../../../adapters/embedded/sqlite/handler-store.ts';
import { sqliteHookStore } from '../../../adapters/embedded/sqlite/hook-store.ts';
import { createSchema } from '../../../adapters/embedded/sqlite/schema.ts';
import { jsonataExpressions } from '../../../adapters/jsonata/expressions.ts';
import { randomIds } from '../../../adapters/node/random-ids.ts';
import { schemasafeValidator } from '../../../adapters/schemasafe/schema-validator.ts';
import { fireBoundHook } from '../../../core/events/fire-bound-hook.ts';
import type { EventRecord } from '../../../core/ports/event-log.ts';
import type { EventBinding, HookStore } from '../../../core/ports/hook-store.ts';
import { fireBoundHooks } from '../../../local/fire-bound-hooks.ts';
import { appendAll, only, select, wholeLog } from '../../conformance/event-drafts.ts';
import { manualClock } from '../../conformance/manual-clock.ts';

const clock = manualClock();

describe('Hooks that are bound to events', () => {
  let database: Database;
  let events: SqliteEventLog;
  let hooks: HookStore;
  let bound: ReturnType<typeof fireBoundHooks>;
  let deps: Parameters<typeof fireBoundHooks>[0];
  let errors: unknown[];

  /** What a start of the platform does. */
  const start = () => {
    events = sqliteEventLog({ database, clock });
    hooks = sqliteHookStore(database, () => void bound.update());
    deps = {
      hooks,
      events,
      handlers: sqliteHandlerStore(database),
      firings: sqliteFiringStore({ database, clock, log: events, launch() {} }),
      schemas: schemasafeValidator(),
      expressions: jsonataExpressions(),
      clock,
      ids: randomIds(),
      positions: boundHookPositions(database),
      onError: (error) => errors.push(error),
    };
    bound = fireBoundHooks(deps);
    void bound.update();
  };

  beforeEach(() => {
    errors = [];
    database = openDatabase(':memory:');
    createSchema(database);
    start();
  });
  afterEach(async () => {
    await bound.stop();
    database.close();
    expect(errors).toEqual([]);
  });

  const bind = (name: string, more: Partial<EventBinding> = {}, payloadSchema?: object) =>
    hooks.put({
      name,
      description: '',
      ...(payloadSchema !== undefined && { payloadSchema: payloadSchema as Record<string, unknown> }),
      onEvent: {
        key: undefined,
        namespace: undefined,
        sender: undefined,
        eventType: undefined,
        boundById: 'id-of-allen',
        boundBy: 'allen',
        after: 0,
        ...more,
      },
      createdAt: 1,
    });

  /** What the log tells of firings: `hook type`. */
  const told = async () => {
    const { events: found } = await events.read(select({ scope: only('hookline/allen') }), wholeLog, 1000);
    return found.map(({ key, eventType }) => `${key} ${eventType}`);
  };
  const toldAtLast = (expected: string[]) => expect.poll(told).toEqual(expected);

  const payloads = () =>
    database
      .prepare('SELECT payload FROM firings ORDER BY seq')
      .all()
      .map(({ payload }) => JSON.parse(Buffer.from(payload as Uint8Array).toString()) as EventRecord);

  test('are fired by each event that matches, with the event as the payload', async () => {
    await bind('h', { key: 'k', namespace: 'lab', sender: 's', eventType: 't' });
    const matching = { key: 'k', namespace: 'lab', sender: 's', eventType: 't' };
    await appendAll(events, [
      { ...matching, value: '{"n":1}' },
      { ...matching, key: 'other' },
      { ...matching, namespace: 'other' },
      { ...matching, sender: 'other' },
      { ...matching, eventType: null },
      { ...matching, value: '{"n":2}' },
    ]);
    await toldAtLast(['h firing.accepted', 'h firing.accepted']);
    expect(payloads()).toMatchObject([
      { ...matching, value: { n: 1 } },
      { ...matching, value: { n: 2 } },
    ]);
  });

  test('are fired by events that came before they were bound, after the offset of the binding', async () => {
    await appendAll(events, [{ value: '1' }, { value: '2' }, { value: '3' }]);
    await bind('h', { after: 1 });
    await expect.poll(() => payloads().map(({ value }) => value)).toEqual([2, 3]);
  });

  test('are each fired by the same event', async () => {
    await bind('one', { key: 'a' });
    await bind('two', { namespace: 'default' });
    await appendAll(events, [{}]);
    await expect
      .poll(async () => (await told()).sort())
      .toEqual(['one firing.accepted', 'two firing.accepted']);
  });

  test('of any namespace are not fired by what the log tells of their own firings', async () => {
    await bind('h');
    await appendAll(events, [{}]);
    await toldAtLast(['h firing.accepted']);
    await appendAll(events, [{}]);
    await toldAtLast(['h firing.accepted', 'h firing.accepted']);
    expect(payloads()).toHaveLength(2);
  });

  test('are fired once by an event, however often the platform starts and stops', async () => {
    await bind('h', { key: 'k' });
    for (let n = 0; n < 5; n++) {
      await appendAll(events, [{ key: 'k' }, { key: 'other' }]);
      await bound.stop();
      await appendAll(events, [{ key: 'k' }]);
      start();
      await expect.poll(() => payloads().length).toBe(2 * (n + 1));
    }
    const offsets = payloads().map(({ offset }) => offset);
    expect(new Set(offsets).size).toBe(10);
  });

  test('are fired once by an event that a crash came after before the place was noted', async () => {
    await bound.stop();
    const hook = await bind('h', { key: 'k' });
    const [event] = await appendAll(events, [{ key: 'k' }, { key: 'k' }]);
    await fireBoundHook(deps, hook, event!);
    start();
    await expect.poll(() => payloads().map(({ offset }) => offset)).toEqual([1, 2]);
  });

  test('are fired by a thousand events that wait', async () => {
    await bound.stop();
    await bind('h', { key: 'k' });
    const many = Array.from({ length: 1000 }, (_, n) => ({ key: 'k', value: `${n}` }));
    await Promise.all(many.map((draft) => appendAll(events, [draft])));
    start();
    await expect.poll(() => payloads().length).toBe(1000);
    expect(new Set(payloads().map(({ offset }) => offset)).size).toBe(1000);
  });

  test('are fired no more when they are unbound or removed, and by another binding when it changes', async () => {
    await bind('h', { key: 'k' });
    await appendAll(events, [{ key: 'k' }]);
    await toldAtLast(['h firing.accepted']);
    await bind('h', { key: 'l', after: await events.latestOffset() });
    await appendAll(events, [{ key: 'k' }, { key: 'l' }]);
    await toldAtLast(['h firing.accepted', 'h firing.accepted']);
    await hooks.put({ name: 'h', description: '', createdAt: 1 });
    await bind('other', { key: 'l', after: await events.latestOffset() });
    await hooks.remove('h');
    await appendAll(events, [{ key: 'l' }]);
    await toldAtLast(['h firing.accepted', 'h firing.accepted', 'other firing.accepted']);
    expect(payloads().map(({ key }) => key)).toEqual(['k', 'l', 'l']);
  });

  test('refuse what their schema does not allow: the log says so, and the next event fires', async () => {
    await bind('h', { key: 'k' }, { properties: { value: { type: 'string' } } });
    await appendAll(events, [
      { key: 'k', value: '1' },
      { key: 'k', value: '"a"' },
    ]);
    await expect.poll(async () => (await told()).sort()).toEqual(['h firing.accepted', 'h firing.refused']);
  });
});
