import type { WorkKey } from '../../../../core/ports/firing-store.ts';
import type { Granted, RunLimits, SlotRequest } from '../../../../core/ports/run-limits.ts';
import type { Database } from '../database.ts';
import { THE_RUN } from './run-attempts.ts';

/**
 * `run_places`: who has a slot (with a lease) and who waits in line (without), by when they asked. `run_starts`: the newest
 * starts of each group, past and reserved. `run_reservations`: who waits for a start.
 */
export const limitTables = `
CREATE TABLE IF NOT EXISTS run_places (
  place INTEGER PRIMARY KEY AUTOINCREMENT, group_key TEXT NOT NULL, firing_id TEXT NOT NULL, handler_id INTEGER NOT NULL,
  item INTEGER NOT NULL, max_workers INTEGER NOT NULL, lease_ms INTEGER NOT NULL, lease_until INTEGER, token TEXT,
  UNIQUE (firing_id, handler_id, item)
) STRICT;
CREATE INDEX IF NOT EXISTS run_places_waiting ON run_places (group_key, place) WHERE lease_until IS NULL;
CREATE INDEX IF NOT EXISTS run_places_taken ON run_places (group_key, lease_until) WHERE lease_until IS NOT NULL;
CREATE TABLE IF NOT EXISTS run_starts (
  place INTEGER PRIMARY KEY AUTOINCREMENT, group_key TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS run_starts_of ON run_starts (group_key, place);
CREATE TABLE IF NOT EXISTS run_reservations (
  firing_id TEXT NOT NULL, handler_id INTEGER NOT NULL, item INTEGER NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (firing_id, handler_id, item)
) STRICT, WITHOUT ROWID;
`;

export interface SqliteRunLimits extends RunLimits {
  /** Whose turn came before the last stop, and was not told. */
  granted(): Granted[];
  /** Forgets starts, and slots whose lease was over, before that time (milliseconds since the epoch); the longest period is a day. */
  prune(before: number): void;
}

/** Limits in SQLite, in the batch of whoever asks. */
export function sqliteRunLimits(database: Database): SqliteRunLimits {
  const placeOf = (key: WorkKey) =>
    database
      .prepare(
        'SELECT place, group_key, lease_until, token FROM run_places WHERE firing_id = ? AND handler_id = ? AND item = ?',
      )
      .get(...columns(key)) as
      | { place: number; group_key: string; lease_until: number | null; token: string | null }
      | undefined;

  /** Lets in who is next while there is a slot; gives those who have a token to be told by. */
  const letIn = (group: string, now: number): Granted[] => {
    database.prepare('DELETE FROM run_places WHERE group_key = ? AND lease_until < ?').run(group, now);
    const { taken } = database
      .prepare('SELECT count(*) AS taken FROM run_places WHERE group_key = ? AND lease_until IS NOT NULL')
      .get(group) as { taken: number };
    const granted: Granted[] = [];
    for (let slots = taken; ; slots++) {
      const next = database
        .prepare(
          `SELECT place, max_workers, lease_ms, token FROM run_places
           WHERE group_key = ? AND lease_until IS NULL ORDER BY place LIMIT 1`,
        )
        .get(group) as
        | { place: number; max_workers: number; lease_ms: number; token: string | null }
        | undefined;
      if (next === undefined || slots >= next.max_workers) return granted;
      database
        .prepare('UPDATE run_places SET lease_until = ? WHERE place = ?')
        .run(now + next.lease_ms, next.place);
      if (next.token !== null) granted.push({ token: next.token });
    }
  };

  const join = (request: SlotRequest, token: string | null): void => {
    database
      .prepare(
        `INSERT INTO run_places (group_key, firing_id, handler_id, item, max_workers, lease_ms, token)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (firing_id, handler_id, item) DO UPDATE SET token = excluded.token`,
      )
      .run(request.group, ...columns(request), request.maxWorkers, request.leaseMs, token);
  };

  return {
    take: async (request) =>
      database.write(() => {
        const held = placeOf(request);
        if (held !== undefined && held.lease_until !== null) {
          // Without its token, which has been answered: it is here.
          database
            .prepare('UPDATE run_places SET lease_until = ?, token = NULL WHERE place = ?')
            .run(request.now + request.leaseMs, held.place);
          return { taken: true, granted: [] };
        }
        if (held === undefined) join(request, null);
        const granted = letIn(request.group, request.now);
        return { taken: placeOf(request)?.lease_until != null, granted };
      }),
    queue: async (request) =>
      database.write(() => {
        join(request, request.token);
        const granted = letIn(request.group, request.now);
        const kept = placeOf(request)?.lease_until != null;
        const own = granted.some(({ token }) => token === request.token);
        return kept && !own ? [...granted, { token: request.token }] : granted;
      }),
    release: async (key, now) =>
      database.write(() => {
        database
          .prepare('DELETE FROM run_reservations WHERE firing_id = ? AND handler_id = ? AND item = ?')
          .run(...columns(key));
        const held = placeOf(key);
        if (held === undefined) return [];
        database.prepare('DELETE FROM run_places WHERE place = ?').run(held.place);
        const others = letIn(held.group_key, now);
        // Who has a slot kept was told before.
        if (held.lease_until !== null || held.token === null) return others;
        return [{ token: held.token }, ...others];
      }),
    reserve: async ({ group, count, periodMs, now, ...key }) =>
      database.write(() => {
        const reserved = database
          .prepare('SELECT at FROM run_reservations WHERE firing_id = ? AND handler_id = ? AND item = ?')
          .get(...columns(key)) as { at: number } | undefined;
        if (reserved !== undefined) {
          if (reserved.at <= now) {
            database
              .prepare('DELETE FROM run_reservations WHERE firing_id = ? AND handler_id = ? AND item = ?')
              .run(...columns(key));
          }
          return reserved.at;
        }
        const at = Math.max(
          now,
          startBack(database, group, 0) ?? now,
          (startBack(database, group, count - 1) ?? -Infinity) + periodMs,
        );
        database.prepare('INSERT INTO run_starts (group_key, at) VALUES (?, ?)').run(group, at);
        database
          .prepare(
            `DELETE FROM run_starts WHERE group_key = ?
             AND place < (SELECT place FROM run_starts WHERE group_key = ? ORDER BY place DESC LIMIT 1 OFFSET ?)`,
          )
          .run(group, group, count);
        if (at > now) {
          database
            .prepare('INSERT INTO run_reservations (firing_id, handler_id, item, at) VALUES (?, ?, ?, ?)')
            .run(...columns(key), at);
        }
        return at;
      }),
    granted: () =>
      database
        .prepare('SELECT token FROM run_places WHERE lease_until IS NOT NULL AND token IS NOT NULL')
        .all() as unknown as Granted[],
    prune: (before) =>
      database.write(() => {
        database.prepare('DELETE FROM run_starts WHERE at < ?').run(before);
        database.prepare('DELETE FROM run_places WHERE lease_until < ?').run(before);
      }),
  };
}

/** The time of the newest start but so many. */
function startBack(database: Database, group: string, before: number): number | undefined {
  const row = database
    .prepare('SELECT at FROM run_starts WHERE group_key = ? ORDER BY place DESC LIMIT 1 OFFSET ?')
    .get(group, before) as { at: number } | undefined;
  return row?.at;
}

function columns({ firingId, handlerId, item }: WorkKey): [string, number, number] {
  return [firingId, handlerId, item ?? THE_RUN];
}
