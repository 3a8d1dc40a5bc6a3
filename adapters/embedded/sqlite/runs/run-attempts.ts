import type { AttemptRecord } from '../../../../core/ports/firing-store.ts';
import type { RunRetry } from '../../../../core/ports/run-control.ts';
import type { RunFailed } from '../../../../core/ports/runner.ts';
import type { Database } from '../database.ts';

/** In the column `item` of rows that are about the run itself. */
export const THE_RUN = -1;

/** In the column `wait_until`: waiting for a slot. */
const FOR_A_SLOT = -1;

export const attemptTables = `
CREATE TABLE IF NOT EXISTS run_attempts (
  firing_seq INTEGER NOT NULL, handler_id INTEGER NOT NULL, item INTEGER NOT NULL, number INTEGER NOT NULL,
  started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, next_at INTEGER NOT NULL, lost INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (firing_seq, handler_id, item, number)
) STRICT, WITHOUT ROWID;
`;

interface AttemptRow {
  number: number;
  started_at: number;
  ended_at: number;
  next_at: number;
  lost: number;
  outcome: string;
}

/** Writes down an attempt that another one follows. */
export function addAttempt(database: Database, seq: number, retry: RunRetry): void {
  database
    .prepare(
      `INSERT INTO run_attempts (firing_seq, handler_id, item, number, started_at, ended_at, next_at, lost, outcome)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      seq,
      retry.handlerId,
      retry.item ?? THE_RUN,
      retry.attempt,
      retry.startedAt,
      retry.at,
      retry.nextAt,
      retry.lost ? 1 : 0,
      JSON.stringify(retry.outcome),
    );
}

/** The attempts that others followed, or are to follow, by number. */
export function attemptsOf(
  database: Database,
  seq: number,
  handlerId: number,
  item: number,
): AttemptRecord[] {
  const rows = database
    .prepare(
      'SELECT * FROM run_attempts WHERE firing_seq = ? AND handler_id = ? AND item = ? ORDER BY number',
    )
    .all(seq, handlerId, item) as unknown as AttemptRow[];
  return rows.map((row) => ({
    number: row.number,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    nextAt: row.next_at,
    lost: row.lost === 1,
    outcome: JSON.parse(row.outcome) as RunFailed,
  }));
}

/** How a wait is kept: its end, or that it is for a slot. */
export function waitColumn(until: number | null): number {
  return until ?? FOR_A_SLOT;
}

export function waitingOf(column: number | null): { until: number | null } | null {
  return column === null ? null : { until: column === FOR_A_SLOT ? null : column };
}
