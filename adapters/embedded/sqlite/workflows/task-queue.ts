import type { OfferedTask, TaskQueue } from '../../../../core/ports/task-queue.ts';
import type { Database } from '../database.ts';

interface Row {
  record: string;
  parameters: string;
  input: string;
}

const COLUMNS = 'record, parameters, input';

/** Tasks for workers in SQLite. What was offered stands apart from what changes when a task is taken. */
export function sqliteTaskQueue(database: Database): TaskQueue {
  return {
    async offer(task) {
      database.write(() =>
        database
          .prepare(
            `INSERT INTO offered_tasks (tenant_id, run_id, step_id, kind, visible_at, revision, record, parameters, input)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          )
          .run(
            task.tenantId,
            task.runId,
            task.stepId,
            task.kind,
            task.visibleAt,
            task.revision,
            recordOf(task),
            JSON.stringify(task.parameters),
            JSON.stringify(task.input),
          ),
      );
      await database.durable();
    },
    async get({ tenantId, runId, stepId }) {
      const row = database
        .prepare(`SELECT ${COLUMNS} FROM offered_tasks WHERE tenant_id = ? AND run_id = ? AND step_id = ?`)
        .get(tenantId, runId, stepId) as Row | undefined;
      return row === undefined ? undefined : toTask(row);
    },
    async visible(tenantId, kind, now, limit) {
      const rows = database
        .prepare(
          `SELECT ${COLUMNS} FROM offered_tasks WHERE tenant_id = ? AND kind = ? AND visible_at <= ?
           ORDER BY visible_at LIMIT ?`,
        )
        .all(tenantId, kind, now, limit) as unknown as Row[];
      return rows.map(toTask);
    },
    async put(task) {
      const { changes } = database.write(() =>
        database
          .prepare(
            `UPDATE offered_tasks SET visible_at = ?, revision = ?, record = ?
             WHERE tenant_id = ? AND run_id = ? AND step_id = ? AND revision = ?`,
          )
          .run(
            task.visibleAt,
            task.revision,
            recordOf(task),
            task.tenantId,
            task.runId,
            task.stepId,
            task.revision - 1,
          ),
      );
      if (changes === 1) await database.durable();
      return changes === 1;
    },
    async remove({ tenantId, runId, stepId }, revision) {
      const { changes } = database.write(() =>
        database
          .prepare(
            `DELETE FROM offered_tasks WHERE tenant_id = ? AND run_id = ? AND step_id = ?
             AND revision = coalesce(?, revision)`,
          )
          .run(tenantId, runId, stepId, revision ?? null),
      );
      await database.durable();
      return changes === 1;
    },
    async kinds(tenantId, now) {
      const rows = database
        .prepare(
          `SELECT kind, sum(visible_at <= ?) AS waiting, sum(visible_at > ?) AS taken FROM offered_tasks
           WHERE tenant_id = ? GROUP BY kind ORDER BY kind`,
        )
        .all(now, now, tenantId) as unknown as { kind: string; waiting: number; taken: number }[];
      return rows.map(({ kind, waiting, taken }) => ({ kind, waiting, taken }));
    },
  };
}

function recordOf({ parameters: _parameters, input: _input, ...record }: OfferedTask): string {
  return JSON.stringify(record);
}

const toTask = ({ record, parameters, input }: Row): OfferedTask => ({
  ...(JSON.parse(record) as Omit<OfferedTask, 'parameters' | 'input'>),
  parameters: JSON.parse(parameters) as OfferedTask['parameters'],
  input: JSON.parse(input) as OfferedTask['input'],
});
