import type { WorkflowKey, WorkflowRecord, WorkflowStore } from '../../../../core/ports/workflow-store.ts';
import type { Database } from '../database.ts';
import { keepParsed } from './keep-parsed.ts';

/** The length of the texts of the workflows that are kept at hand, in characters together. */
const KEPT_CHARACTERS = 512 * 1024;

/** Workflows in SQLite; versions never change, and those used last are kept in memory. This process is the only writer, so reading and writing in one turn is one step. */
export function sqliteWorkflowStore(database: Database): WorkflowStore {
  const standing = ({ tenantId, name }: WorkflowKey) =>
    database
      .prepare('SELECT newest, removed FROM workflows WHERE tenant_id = ? AND name = ?')
      .get(tenantId, name) as { newest: number; removed: number } | undefined;

  const kept = keepParsed<string, WorkflowRecord>(KEPT_CHARACTERS);
  const find = ({ tenantId, name }: WorkflowKey, version: number): WorkflowRecord | undefined =>
    kept.get(JSON.stringify([tenantId, name, version]), () => {
      const row = database
        .prepare('SELECT record FROM workflow_versions WHERE tenant_id = ? AND name = ? AND version = ?')
        .get(tenantId, name, version) as { record: string } | undefined;
      return row?.record;
    });

  return {
    async put(record) {
      const { tenantId, name, version } = record;
      if ((standing(record)?.newest ?? -1) !== version - 1) return false;
      database.write(() => {
        database
          .prepare('INSERT INTO workflow_versions (tenant_id, name, version, record) VALUES (?, ?, ?, ?)')
          .run(tenantId, name, version, JSON.stringify(record));
        database
          .prepare('INSERT OR REPLACE INTO workflows (tenant_id, name, newest, removed) VALUES (?, ?, ?, 0)')
          .run(tenantId, name, version);
      });
      await database.durable();
      return true;
    },
    async get(key, version) {
      if (version !== undefined) return find(key, version);
      const row = standing(key);
      return row === undefined || row.removed === 1 ? undefined : find(key, row.newest);
    },
    newestVersion: async (key) => standing(key)?.newest,
    async list(tenantId, { afterName, limit }) {
      const rows = database
        .prepare(
          `SELECT record FROM workflows JOIN workflow_versions USING (tenant_id, name)
           WHERE tenant_id = ? AND name > ? AND removed = 0 AND version = newest ORDER BY name LIMIT ?`,
        )
        .all(tenantId, afterName ?? '', limit) as { record: string }[];
      return rows.map(toWorkflow);
    },
    async remove({ tenantId, name }) {
      const { changes } = database.write(() =>
        database
          .prepare('UPDATE workflows SET removed = 1 WHERE tenant_id = ? AND name = ? AND removed = 0')
          .run(tenantId, name),
      );
      await database.durable();
      return changes === 1;
    },
  };
}

const toWorkflow = ({ record }: { record: string }): WorkflowRecord => JSON.parse(record) as WorkflowRecord;
