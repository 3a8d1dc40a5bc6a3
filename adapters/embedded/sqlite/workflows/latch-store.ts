import type { LatchRecord, LatchStore } from '../../../../core/ports/latch-store.ts';
import type { Database } from '../database.ts';

/** Latches in SQLite. */
export function sqliteLatchStore(database: Database): LatchStore {
  return {
    async get(tenantId, name) {
      const row = database
        .prepare('SELECT record FROM latches WHERE tenant_id = ? AND name = ?')
        .get(tenantId, name) as { record: string } | undefined;
      return row === undefined ? undefined : toLatch(row);
    },
    async put(latch) {
      const { tenantId, name, revision } = latch;
      const record = JSON.stringify(latch);
      const { changes } = database.write(() =>
        revision === 1
          ? database
              .prepare(
                `INSERT INTO latches (tenant_id, name, revision, record) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING`,
              )
              .run(tenantId, name, record)
          : database
              .prepare(
                'UPDATE latches SET revision = ?, record = ? WHERE tenant_id = ? AND name = ? AND revision = ?',
              )
              .run(revision, record, tenantId, name, revision - 1),
      );
      if (changes === 1) await database.durable();
      return changes === 1;
    },
    async list(tenantId) {
      const rows = database
        .prepare('SELECT record FROM latches WHERE tenant_id = ? ORDER BY name')
        .all(tenantId) as { record: string }[];
      await database.durable();
      return rows.map(toLatch);
    },
  };
}

const toLatch = ({ record }: { record: string }): LatchRecord => JSON.parse(record) as LatchRecord;
