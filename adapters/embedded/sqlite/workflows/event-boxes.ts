import type { EventBox, EventBoxes } from '../../../../core/ports/event-boxes.ts';
import type { Database } from '../database.ts';

/** The meeting places of events that are sent to runs, in SQLite. */
export function sqliteEventBoxes(database: Database): EventBoxes {
  return {
    async get({ tenantId, runId, key }) {
      const row = database
        .prepare('SELECT box FROM event_boxes WHERE tenant_id = ? AND run_id = ? AND key = ?')
        .get(tenantId, runId, key) as { box: string } | undefined;
      return row === undefined ? undefined : (JSON.parse(row.box) as EventBox);
    },
    async put(box) {
      const { tenantId, runId, key, revision } = box;
      const text = JSON.stringify(box);
      const { changes } = database.write(() =>
        revision === 1
          ? database
              .prepare(
                `INSERT INTO event_boxes (tenant_id, run_id, key, revision, box) VALUES (?, ?, ?, 1, ?) ON CONFLICT DO NOTHING`,
              )
              .run(tenantId, runId, key, text)
          : database
              .prepare(
                'UPDATE event_boxes SET revision = ?, box = ? WHERE tenant_id = ? AND run_id = ? AND key = ? AND revision = ?',
              )
              .run(revision, text, tenantId, runId, key, revision - 1),
      );
      if (changes === 1) await database.durable();
      return changes === 1;
    },
  };
}
