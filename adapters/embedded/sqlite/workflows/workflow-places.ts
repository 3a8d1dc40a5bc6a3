import type { WorkflowLimits, WorkflowPlaces } from '../../../../core/ports/workflow-places.ts';
import type { WorkflowRunKey } from '../../../../core/ports/workflow-run-store.ts';
import type { Database } from '../database.ts';

/** Who runs and who waits, by when they asked; and in `workflow_limits`, one row, how many may and how many do. */
export const workflowPlaceTables = `
CREATE TABLE IF NOT EXISTS workflow_places (
  place INTEGER PRIMARY KEY AUTOINCREMENT, tenant_id TEXT NOT NULL, run_id TEXT NOT NULL, running INTEGER NOT NULL,
  UNIQUE (tenant_id, run_id)
) STRICT;
CREATE INDEX IF NOT EXISTS workflow_places_waiting ON workflow_places (place) WHERE running = 0;
CREATE TABLE IF NOT EXISTS workflow_limits (
  id INTEGER PRIMARY KEY CHECK (id = 1), max_running INTEGER, max_pending INTEGER, running INTEGER NOT NULL, pending INTEGER NOT NULL
) STRICT;
INSERT OR IGNORE INTO workflow_limits VALUES (1, NULL, NULL, 0, 0);
`;

/** Let in at once. */
const AT_ONCE = 100;

interface Standing {
  max_running: number | null;
  max_pending: number | null;
  running: number;
  pending: number;
}

/** Places in SQLite, counted as they are taken, in the batch of whoever asks. */
export function sqliteWorkflowPlaces(database: Database): WorkflowPlaces {
  const standing = (): Standing =>
    database
      .prepare('SELECT max_running, max_pending, running, pending FROM workflow_limits')
      .get() as unknown as Standing;
  const count = (running: number, pending: number): void => {
    database
      .prepare('UPDATE workflow_limits SET running = running + ?, pending = pending + ?')
      .run(running, pending);
  };
  const placeOf = ({ tenantId, runId }: WorkflowRunKey) =>
    database
      .prepare('SELECT place, running FROM workflow_places WHERE tenant_id = ? AND run_id = ?')
      .get(tenantId, runId) as { place: number; running: number } | undefined;
  const isFree = (taken: number, most: number | null): boolean => most === null || taken < most;

  return {
    async limits(): Promise<WorkflowLimits> {
      const { max_running, max_pending } = standing();
      return { maxRunning: max_running, maxPending: max_pending };
    },
    async setLimits({ maxRunning, maxPending }) {
      database.write(() =>
        database
          .prepare('UPDATE workflow_limits SET max_running = ?, max_pending = ?')
          .run(maxRunning, maxPending),
      );
      await database.durable();
    },
    take: async (key) =>
      database.write(() => {
        const held = placeOf(key);
        if (held !== undefined) return held.running === 1 ? 'running' : 'pending';
        const { max_running, max_pending, running, pending } = standing();
        // Who came before and waits is first.
        const runs = pending === 0 && isFree(running, max_running);
        if (!runs && !isFree(pending, max_pending)) return 'full';
        database
          .prepare('INSERT INTO workflow_places (tenant_id, run_id, running) VALUES (?, ?, ?)')
          .run(key.tenantId, key.runId, runs ? 1 : 0);
        count(runs ? 1 : 0, runs ? 0 : 1);
        return runs ? 'running' : 'pending';
      }),
    release: async (key) =>
      database.write(() => {
        const held = placeOf(key);
        if (held === undefined) return;
        database.prepare('DELETE FROM workflow_places WHERE place = ?').run(held.place);
        count(held.running === 1 ? -1 : 0, held.running === 1 ? 0 : -1);
      }),
    letIn: async () =>
      database.write(() => {
        const { max_running, running } = standing();
        const free = Math.min(AT_ONCE, max_running === null ? AT_ONCE : max_running - running);
        if (free <= 0) return [];
        const next = database
          .prepare(
            'SELECT place, tenant_id AS tenantId, run_id AS runId FROM workflow_places WHERE running = 0 ORDER BY place LIMIT ?',
          )
          .all(free) as unknown as (WorkflowRunKey & { place: number })[];
        for (const { place } of next) {
          database.prepare('UPDATE workflow_places SET running = 1 WHERE place = ?').run(place);
        }
        if (next.length > 0) count(next.length, -next.length);
        return next.map(({ tenantId, runId }) => ({ tenantId, runId }));
      }),
  };
}
