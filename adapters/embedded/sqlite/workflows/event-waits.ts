import type { EventWait, EventWaits } from '../../../../core/ports/event-waits.ts';
import type { Database } from '../database.ts';

/** What a wait is found by. */
const topicOf = (key: string | undefined): string => (key === undefined ? ANY : `=${key}`);
const ANY = '*';

/** Waits for events in SQLite. */
export function sqliteEventWaits(database: Database): EventWaits {
  return {
    async put(wait) {
      database.write(() =>
        database
          .prepare(
            `INSERT INTO event_waits (topic, tenant_id, run_id, step_id, wait) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING`,
          )
          .run(topicOf(wait.key), wait.tenantId, wait.runId, wait.stepId, JSON.stringify(wait)),
      );
      await database.durable();
    },
    async remove({ tenantId, runId, stepId, key }) {
      database.write(() =>
        database
          .prepare('DELETE FROM event_waits WHERE topic = ? AND tenant_id = ? AND run_id = ? AND step_id = ?')
          .run(topicOf(key), tenantId, runId, stepId),
      );
      await database.durable();
    },
    async find(key) {
      const rows = database
        .prepare('SELECT wait FROM event_waits WHERE topic IN (?, ?)')
        .all(topicOf(key), ANY) as { wait: string }[];
      return rows.map(({ wait }) => toWait(wait));
    },
  };
}

/** JSON leaves out what is undefined. */
function toWait(text: string): EventWait {
  const { tenantId, runId, stepId, key, namespace, sender, eventType, after, match } = JSON.parse(
    text,
  ) as EventWait;
  return { tenantId, runId, stepId, key, namespace, sender, eventType, after, match };
}
