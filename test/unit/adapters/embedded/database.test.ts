import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../../adapters/embedded/sqlite/database.ts';

describe('The SQLite database', () => {
  let directory: string;
  let database: Database;
  const rows = (from: Database = database) =>
    from
      .prepare('SELECT value FROM t ORDER BY value')
      .all()
      .map((row) => row.value);
  const insert = (value: number) => database.prepare('INSERT INTO t VALUES (?)').run(value);

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hookline-database-'));
    database = openDatabase(join(directory, 'a.db'));
    database.write(() => database.prepare('CREATE TABLE t (value INTEGER PRIMARY KEY)').run());
    await database.durable();
  });
  afterEach(() => {
    database.close();
    rmSync(directory, { recursive: true });
  });

  test('writes of one turn of the event loop are visible at once and durable together', async () => {
    database.write(() => insert(1));
    const first = database.durable();
    database.write(() => insert(2));
    expect(rows()).toEqual([1, 2]);
    await Promise.all([first, database.durable()]);
    expect(rows()).toEqual([1, 2]);
  });

  test('a savepoint undoes the whole of a change that throws, and nothing else', async () => {
    database.write(() => insert(1));
    expect(() =>
      database.atomically(() => {
        insert(2);
        throw new Error('no');
      }),
    ).toThrow('no');
    await database.durable();
    expect(rows()).toEqual([1]);
  });

  test('nothing is open when there is nothing to wait for', async () => {
    await expect(database.durable()).resolves.toBeUndefined();
  });

  test('a second process is told that the folder is taken', () => {
    expect(() => openDatabase(join(directory, 'a.db'))).toThrow('Another Hookline runs on');
  });

  test('when the disk is full, what waits is refused, the failure is told once, and what was durable stays', async () => {
    database.write(() => insert(1));
    await database.durable();
    const told: string[] = [];
    database.onFailure((error) => told.push(error.name));
    // SQLite's own limit makes it answer as on a full disk (SQLITE_FULL).
    database.prepare('PRAGMA max_page_count = 3').get();
    const lost = [];
    for (let value = 10; value < 3000; value++) {
      try {
        database.write(() => insert(value));
        lost.push(database.durable());
      } catch (error) {
        expect((error as Error).name).toBe('StorageFailed');
        break;
      }
    }
    const results = await Promise.allSettled(lost);
    expect(results.every((result) => result.status === 'rejected')).toBe(true);
    expect(told).toEqual(['StorageFailed']);
    expect(() => database.write(() => insert(2))).toThrow('cannot be written');
    database.close();
    database = openDatabase(join(directory, 'a.db'));
    expect(rows()).toEqual([1]);
  });
});
