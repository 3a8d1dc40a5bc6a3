import type { WorkflowRuleRecord, WorkflowRuleStore } from '../../../../core/ports/workflow-rule-store.ts';
import type { Database } from '../database.ts';

export const workflowRuleTables = `
CREATE TABLE IF NOT EXISTS workflow_rules (
  tenant_id TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;
`;

/** Rules in SQLite. */
export function sqliteWorkflowRuleStore(database: Database): WorkflowRuleStore {
  return {
    async get({ tenantId, name }) {
      const row = database
        .prepare('SELECT record FROM workflow_rules WHERE tenant_id = ? AND name = ?')
        .get(tenantId, name) as { record: string } | undefined;
      return row === undefined ? undefined : toRule(row);
    },
    async put(rule) {
      const { tenantId, name, revision } = rule;
      const record = JSON.stringify(rule);
      const { changes } = database.write(() =>
        revision === 1
          ? database
              .prepare(
                'INSERT INTO workflow_rules (tenant_id, name, revision, record) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING',
              )
              .run(tenantId, name, record)
          : database
              .prepare(
                'UPDATE workflow_rules SET revision = ?, record = ? WHERE tenant_id = ? AND name = ? AND revision = ?',
              )
              .run(revision, record, tenantId, name, revision - 1),
      );
      if (changes === 0) return false;
      await database.durable();
      return true;
    },
    async remove({ tenantId, name }) {
      const { changes } = database.write(() =>
        database.prepare('DELETE FROM workflow_rules WHERE tenant_id = ? AND name = ?').run(tenantId, name),
      );
      await database.durable();
      return changes === 1;
    },
    async list(tenantId) {
      const rows = database
        .prepare(
          'SELECT record FROM workflow_rules WHERE ?1 IS NULL OR tenant_id = ?1 ORDER BY name, tenant_id',
        )
        .all(tenantId ?? null) as { record: string }[];
      return rows.map(toRule);
    },
  };
}

const toRule = ({ record }: { record: string }): WorkflowRuleRecord =>
  JSON.parse(record) as WorkflowRuleRecord;
