import type { SubscriptionRecord, SubscriptionStore } from '../../../core/ports/subscription-store.ts';
import type { Database } from './database.ts';

/** Subscriptions in SQLite. This process is the only writer, so reading and writing in one turn is one step. */
export function sqliteSubscriptionStore(database: Database): SubscriptionStore {
  const find = (tenantId: string, name: string): SubscriptionRecord | undefined => {
    const row = database
      .prepare('SELECT record FROM subscriptions WHERE tenant_id = ? AND name = ?')
      .get(tenantId, name) as { record: string } | undefined;
    return row === undefined ? undefined : (JSON.parse(row.record) as SubscriptionRecord);
  };

  return {
    get: async ({ tenantId, name }) => find(tenantId, name),
    async put(record) {
      const { tenantId, name, revision } = record;
      if ((find(tenantId, name)?.revision ?? -1) !== revision - 1) return false;
      database.write(() =>
        database
          .prepare('INSERT OR REPLACE INTO subscriptions (tenant_id, name, record) VALUES (?, ?, ?)')
          .run(tenantId, name, JSON.stringify(record)),
      );
      await database.durable();
      return true;
    },
    async remove({ tenantId, name }) {
      const { changes } = database.write(() =>
        database.prepare('DELETE FROM subscriptions WHERE tenant_id = ? AND name = ?').run(tenantId, name),
      );
      await database.durable();
      return changes === 1;
    },
    async list(tenantId) {
      const rows = database
        .prepare(
          'SELECT record FROM subscriptions WHERE ?1 IS NULL OR tenant_id = ?1 ORDER BY name, tenant_id',
        )
        .all(tenantId ?? null) as { record: string }[];
      return rows.map(({ record }) => JSON.parse(record) as SubscriptionRecord);
    },
  };
}
