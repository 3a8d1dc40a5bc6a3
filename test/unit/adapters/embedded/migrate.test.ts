import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../../adapters/embedded/sqlite/database.ts';
import { sqliteHandlerStore } from '../../../../adapters/embedded/sqlite/handler-store.ts';
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

describe('A data folder of an earlier version', () => {
  test('has its handlers’ time limits among the options of their execution, once opened', async () => {
    const database = openDatabase(':memory:');
    createSchema(database);
    database.prepare('PRAGMA user_version = 0').run();
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
});
