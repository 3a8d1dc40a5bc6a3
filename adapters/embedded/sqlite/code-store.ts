import type { CodeStore } from '../../../core/ports/code-store.ts';
import type { Database } from './database.ts';

/** Bundles in SQLite, so that one file holds everything. */
export function sqliteCodeStore(database: Database): CodeStore {
  return {
    async put(tenantId, sha256, code) {
      database.write(() =>
        database
          .prepare('INSERT INTO code (tenant_id, sha256, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
          .run(tenantId, sha256, code),
      );
      await database.durable();
    },
    async get(tenantId, sha256) {
      const row = database
        .prepare('SELECT bytes FROM code WHERE tenant_id = ? AND sha256 = ?')
        .get(tenantId, sha256) as { bytes: Uint8Array } | undefined;
      if (row === undefined) throw new Error(`There is no bundle ${sha256}.`);
      return row.bytes;
    },
    has: async (tenantId, sha256) =>
      database.prepare('SELECT 1 FROM code WHERE tenant_id = ? AND sha256 = ?').get(tenantId, sha256) !==
      undefined,
  };
}
