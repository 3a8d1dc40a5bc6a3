import { describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../../adapters/embedded/sqlite/database.ts';
import { sqliteHandlerStore } from '../../../../adapters/embedded/sqlite/handler-store.ts';
import { sqliteHookStore } from '../../../../adapters/embedded/sqlite/hook-store.ts';
import { createSchema } from '../../../../adapters/embedded/sqlite/schema.ts';

const record = {
  id: 1,
  name: 'report',
  hook: 'h',
  version: 0,
  notifyOnSuccess: null,
  notifyOnFailure: null,
  tags: [],
  code: { sha256: 'a'.repeat(64), exportName: 'default' },
  tenantId: 'allen',
  createdBy: 'Allen',
  updatedBy: 'Allen',
  createdAt: 1,
  updatedAt: 1,
};

/** Tables as the first version made them, of which steps change something. */
function firstVersion(): Database {
  const database = openDatabase(':memory:');
  for (const table of [
    `CREATE TABLE handlers (
       id INTEGER PRIMARY KEY AUTOINCREMENT, hook TEXT NOT NULL, name TEXT NOT NULL, tenant_id TEXT NOT NULL,
       version INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL, UNIQUE (hook, name)) STRICT`,
    `CREATE TABLE handler_versions (
       handler_id INTEGER NOT NULL, version INTEGER NOT NULL, record TEXT NOT NULL,
       PRIMARY KEY (handler_id, version)) STRICT, WITHOUT ROWID`,
    `CREATE TABLE hooks (
       name TEXT PRIMARY KEY, description TEXT NOT NULL, payload_schema TEXT, created_at INTEGER NOT NULL) STRICT`,
    `CREATE TABLE runs (
       firing_seq INTEGER NOT NULL, handler_id INTEGER NOT NULL, handler_version INTEGER NOT NULL,
       tenant_id TEXT NOT NULL, attempt INTEGER NOT NULL, execution_id TEXT, lease_until INTEGER,
       started_at INTEGER NOT NULL, secret_hash TEXT NOT NULL, ended_at INTEGER, notified_at INTEGER, outcome TEXT,
       PRIMARY KEY (firing_seq, handler_id)) STRICT, WITHOUT ROWID`,
  ]) {
    database.prepare(table).run();
  }
  return database;
}

describe('A data folder of an earlier version', () => {
  test('has its handlers’ time limits among the options of their execution, once opened', async () => {
    const database = firstVersion();
    database
      .prepare(
        'INSERT INTO handlers (hook, name, tenant_id, version, created_at, created_by) VALUES (?, ?, ?, 0, 1, ?)',
      )
      .run('h', 'report', 'allen', 'Allen');
    database
      .prepare('INSERT INTO handler_versions (handler_id, version, record) VALUES (1, 0, ?)')
      .run(JSON.stringify({ ...record, timeoutSeconds: 300 }));
    createSchema(database);
    createSchema(database);
    const handler = await sqliteHandlerStore(database).get(1);
    expect(handler).toEqual({ ...record, executor: { timeoutSeconds: 300 } });
    database.close();
  });

  test('keeps its hooks, which events may fire from then on', async () => {
    const database = firstVersion();
    const hook = { name: 'h', description: 'd', createdAt: 1 };
    database.prepare('INSERT INTO hooks (name, description, created_at) VALUES (?, ?, ?)').run('h', 'd', 1);
    createSchema(database);
    expect(await sqliteHookStore(database).get('h')).toEqual(hook);
    const any = { key: undefined, namespace: undefined, sender: undefined, eventType: undefined };
    const onEvent = { ...any, key: 'k', boundById: 'u', boundBy: 'allen', after: 3 };
    await sqliteHookStore(database).put({ ...hook, onEvent });
    expect(await sqliteHookStore(database).get('h')).toEqual({ ...hook, onEvent });
    database.close();
  });

  test('has names for its runs of workflows, and says how deep they are', () => {
    const database = firstVersion();
    createSchema(database);
    database.prepare('PRAGMA user_version = 3').run();
    const insert = database.prepare(
      `INSERT INTO workflow_runs (tenant_id, run_id, state, list_key, revision, definition_id, record, targets)
       VALUES ('u', ?, 'running', ?, 1, 1, ?, '{}')`,
    );
    insert.run('a', 'a', JSON.stringify({ workflow: { name: 'ingest', version: 2 }, parent: null }));
    insert.run('b', 'b', JSON.stringify({ workflow: null, parent: { runId: 'a', stepId: '1' } }));
    createSchema(database);
    const records = database.prepare('SELECT record FROM workflow_runs ORDER BY run_id').all();
    expect(records.map(({ record }) => JSON.parse(String(record)))).toEqual([
      { workflow: { name: 'ingest', version: 2 }, name: 'ingest', parent: null },
      { workflow: null, name: null, parent: { runId: 'a', stepId: '1', depth: 1 } },
    ]);
    database.close();
  });

  test('has the tables of a new one', () => {
    const columnsOf = (database: Database) => {
      createSchema(database);
      const columns = database
        .prepare(
          `SELECT m.name AS tableName, c.name, c.type, c."notnull", c.dflt_value
           FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2`,
        )
        .all();
      database.close();
      return columns;
    };
    expect(columnsOf(firstVersion())).toEqual(columnsOf(openDatabase(':memory:')));
  });
});
