import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../adapters/embedded/sqlite/database.ts';
import { type SqliteEventLog, sqliteEventLog } from '../../../adapters/embedded/sqlite/event-log.ts';
import { createSchema } from '../../../adapters/embedded/sqlite/schema.ts';
import { deliveredEvents } from '../../../adapters/embedded/sqlite/workflows/delivered-events.ts';
import { deliverEvents } from '../../../local/deliver-events.ts';
import { appendAll } from '../../conformance/event-drafts.ts';
import { manualClock } from '../../conformance/manual-clock.ts';

const clock = manualClock();

describe('What delivers events to steps that wait', () => {
  let database: Database;
  let events: SqliteEventLog;
  let delivered: string[];
  let errors: string[];
  let broken: Set<string>;
  /** Until when the delivery of an event takes. */
  let held: Map<number, Promise<void>>;
  /** Keys that nobody waits for. */
  let unwanted: Set<string>;
  /** How often the log was read. */
  let reads: number;
  let follower: ReturnType<typeof deliverEvents>;

  const start = () => {
    follower = deliverEvents({
      events: {
        ...events,
        read: (...args) => {
          reads++;
          return events.read(...args);
        },
      },
      place: deliveredEvents(database),
      awaits: (key) => !unwanted.has(key),
      find: async ({ key, offset }) => [
        {
          stepName: key,
          give: async () => {
            if (broken.has(key)) throw new Error(`${key} is broken`);
            await held.get(offset);
            delivered.push(`${key}${offset}`);
          },
        },
      ],
      clock,
      onError: (error) => errors.push((error as Error).message),
    });
  };
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  };
  const append = async (...keys: string[]) => {
    await appendAll(
      events,
      keys.map((key) => ({ key })),
    );
    await settle();
  };

  beforeEach(() => {
    database = openDatabase(':memory:');
    createSchema(database);
    events = sqliteEventLog({ database, clock });
    delivered = [];
    errors = [];
    broken = new Set();
    held = new Map();
    unwanted = new Set();
    reads = 0;
  });
  afterEach(async () => {
    await follower.stop();
    events.close();
    database.close();
  });

  test('begins at the end of the log, and goes on where it was', async () => {
    await append('a');
    start();
    await settle();
    await append('b', 'a');
    await follower.stop();
    await append('c');
    start();
    await settle();
    expect(delivered).toEqual(['b2', 'a3', 'c4']);
  });

  test('delivers to several steps at once, and to one step in the order of the log', async () => {
    start();
    await settle();
    await follower.stop();
    const first = Promise.withResolvers<void>();
    held.set(1, first.promise);
    await append('a', 'b', 'a');
    start();
    await settle();
    expect(delivered).toEqual(['b2']);
    first.resolve();
    await settle();
    expect(delivered).toEqual(['b2', 'a1', 'a3']);
  });

  test('tries again what it could not deliver; that holds up its key only, and is not passed by', async () => {
    start();
    await settle();
    broken.add('a');
    await append('a', 'b', 'a', 'b');
    expect(delivered).toEqual(['b2', 'b4']);
    broken.clear();
    await append('a');
    expect(delivered.slice(0, 2)).toEqual(['b2', 'b4']);
    clock.advance(1000);
    await settle();
    expect(delivered.slice(2)).toEqual(['a1', 'a3', 'a5']);
    expect(new Set(errors)).toEqual(new Set(['a is broken']));
  });

  test('looks again, after a restart, at what was not delivered', async () => {
    start();
    await settle();
    broken.add('a');
    await append('b', 'a', 'b');
    await follower.stop();
    broken.clear();
    start();
    await settle();
    expect(delivered).toEqual(['b1', 'b3', 'a2', 'b3']);
  });

  test.each([
    ['on the way', []],
    ['where nobody waits', ['x']],
  ])('keeps its place %s, a thousand events behind at most', async (_, keys) => {
    unwanted = new Set(keys);
    start();
    await settle();
    await append(...Array.from({ length: 2500 }, () => 'x'));
    for (let turn = 0; turn < 200; turn++) await settle();
    expect(delivered).toHaveLength(keys.length === 0 ? 2500 : 0);
    expect(deliveredEvents(database).get()).toBeGreaterThanOrEqual(1500);
  });

  test('does nothing about events that nobody waits for', async () => {
    unwanted.add('x');
    start();
    await settle();
    const before = reads;
    await append('x', 'x', 'x');
    expect(reads).toBe(before);
    await append('a', 'x');
    expect(delivered).toEqual(['a4']);
    unwanted.clear();
    await append('x');
    expect(delivered).toEqual(['a4', 'x6']);
  });

  test('delivers what is waited for from the moment on at which it is on disk', async () => {
    unwanted.add('x');
    start();
    await settle();
    const appended = appendAll(events, [{ key: 'x' }]);
    unwanted.clear();
    await appended;
    await settle();
    expect(delivered).toEqual(['x1']);
  });
});
