import type { Claimed, ItemRecord, RunClaim, RunKey } from '../../../../core/ports/firing-store.ts';
import type { RunSplit, RunWait } from '../../../../core/ports/run-control.ts';
import type { RunOutcome } from '../../../../core/ports/runner.ts';
import type { Database } from '../database.ts';
import { attemptsOf, waitColumn, waitingOf } from './run-attempts.ts';

/** An item has the columns of a run that its attempts change; its input stands apart, since it never changes. */
export const itemTables = `
CREATE TABLE IF NOT EXISTS run_items (
  firing_seq INTEGER NOT NULL, handler_id INTEGER NOT NULL, item INTEGER NOT NULL, attempt INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0, execution_id TEXT, lease_until INTEGER, started_at INTEGER NOT NULL DEFAULT 0,
  secret_hash TEXT NOT NULL DEFAULT '', wait_until INTEGER, ended_at INTEGER, outcome TEXT,
  PRIMARY KEY (firing_seq, handler_id, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run_inputs (
  firing_seq INTEGER NOT NULL, handler_id INTEGER NOT NULL, item INTEGER NOT NULL, input BLOB NOT NULL,
  PRIMARY KEY (firing_seq, handler_id, item)
) STRICT;
`;

interface ItemRow {
  item: number;
  attempt: number;
  failures: number;
  started_at: number;
  wait_until: number | null;
  ended_at: number | null;
  outcome: string | null;
}

/** Stores the items of a run, unless that was done before. */
export function splitRun(database: Database, seq: number, split: RunSplit): 'split' | 'ended' {
  const run = database
    .prepare('SELECT outcome, cancel, item_count FROM runs WHERE firing_seq = ? AND handler_id = ?')
    .get(seq, split.handlerId) as
    | { outcome: string | null; cancel: string | null; item_count: number | null }
    | undefined;
  if (run !== undefined && (run.outcome !== null || run.cancel !== null)) return 'ended';
  if (run !== undefined && run.item_count !== null) return 'split';
  database
    .prepare(
      `INSERT INTO runs (firing_seq, handler_id, handler_version, tenant_id, attempt, started_at, secret_hash, item_count)
       VALUES (?, ?, ?, ?, 1, ?, '', ?)
       ON CONFLICT DO UPDATE SET attempt = 1, started_at = excluded.started_at, item_count = excluded.item_count,
         wait_until = NULL`,
    )
    .run(seq, split.handlerId, split.handlerVersion, split.tenantId, split.at, split.items.length);
  const addItem = database.prepare('INSERT INTO run_items (firing_seq, handler_id, item) VALUES (?, ?, ?)');
  const addInput = database.prepare(
    'INSERT INTO run_inputs (firing_seq, handler_id, item, input) VALUES (?, ?, ?, ?)',
  );
  for (const [item, input] of split.items.entries()) {
    addItem.run(seq, split.handlerId, item);
    addInput.run(seq, split.handlerId, item, input);
  }
  return 'split';
}

export function unfinishedItems(database: Database, seq: number, handlerId: number): number[] | undefined {
  const run = database
    .prepare('SELECT item_count FROM runs WHERE firing_seq = ? AND handler_id = ?')
    .get(seq, handlerId) as { item_count: number | null } | undefined;
  if (run === undefined || run.item_count === null) return undefined;
  const rows = database
    .prepare(
      'SELECT item FROM run_items WHERE firing_seq = ? AND handler_id = ? AND outcome IS NULL ORDER BY item',
    )
    .all(seq, handlerId) as { item: number }[];
  return rows.map(({ item }) => item);
}

export function inputOf(
  database: Database,
  seq: number,
  handlerId: number,
  item: number,
): { input: Uint8Array; count: number } {
  const row = database
    .prepare(
      `SELECT input, item_count AS count FROM run_inputs JOIN runs USING (firing_seq, handler_id)
       WHERE firing_seq = ? AND handler_id = ? AND item = ?`,
    )
    .get(seq, handlerId, item) as { input: Uint8Array; count: number } | undefined;
  if (row === undefined) throw new Error(`There is no item ${item} of handler ${handlerId}'s run.`);
  return row;
}

/** Those that were claimed, wait or have an outcome. */
export function listItems(database: Database, seq: number, handlerId: number): ItemRecord[] {
  const rows = database
    .prepare(
      `SELECT item, attempt, failures, started_at, wait_until, ended_at, outcome FROM run_items
       WHERE firing_seq = ? AND handler_id = ? AND (attempt > 0 OR wait_until IS NOT NULL OR outcome IS NOT NULL)
       ORDER BY item`,
    )
    .all(seq, handlerId) as unknown as ItemRow[];
  return rows.map((row) => ({
    index: row.item,
    attempt: row.attempt,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as RunOutcome),
    waiting: waitingOf(row.wait_until),
    // One whose first attempt goes on, or was the last, has no others.
    attempts:
      row.attempt <= 1 && row.wait_until === null && row.failures === 0
        ? []
        : attemptsOf(database, seq, handlerId, row.item),
  }));
}

/** True of a run whose remaining items are not to run. */
const STOPPED = `EXISTS (SELECT 1 FROM runs WHERE runs.firing_seq = run_items.firing_seq
  AND runs.handler_id = run_items.handler_id AND (cancel IS NOT NULL OR items_stopped = 1 OR runs.outcome IS NOT NULL))`;

export function claimItem(database: Database, seq: number, item: number, claim: RunClaim): Claimed {
  const claimed = database
    .prepare(
      `UPDATE run_items SET attempt = attempt + 1, execution_id = ?, lease_until = ?, started_at = ?, secret_hash = ?,
         wait_until = NULL
       WHERE firing_seq = ? AND handler_id = ? AND item = ? AND outcome IS NULL AND NOT ${STOPPED}
         AND (attempt = 0 OR execution_id = ? OR lease_until < ? OR wait_until IS NOT NULL)
         AND (wait_until IS NULL OR wait_until <= ?)
       RETURNING attempt, failures`,
    )
    .get(
      claim.executionId,
      claim.leaseUntil,
      claim.now,
      claim.secretHash,
      seq,
      claim.handlerId,
      item,
      claim.executionId,
      claim.now,
      claim.now,
    ) as { attempt: number; failures: number } | undefined;
  if (claimed !== undefined) return { state: 'claimed', ...claimed };
  const standing = database
    .prepare(
      `SELECT outcome IS NOT NULL AS final, ${STOPPED} AS stopped, wait_until FROM run_items
       WHERE firing_seq = ? AND handler_id = ? AND item = ?`,
    )
    .get(seq, claim.handlerId, item) as
    | { final: number; stopped: number; wait_until: number | null }
    | undefined;
  if (standing === undefined)
    throw new Error(`There is no item ${item} of handler ${claim.handlerId}'s run.`);
  if (standing.final === 1) return { state: 'final' };
  if (standing.stopped === 1) return { state: 'cancelled' };
  return standing.wait_until === null ? { state: 'held' } : { state: 'waiting', until: standing.wait_until };
}

/** False when it has its outcome, and when `attempt` is not the newest. */
export function settleItem(
  database: Database,
  seq: number,
  key: RunKey & { item: number },
  { attempt, outcome, at }: { attempt?: number; outcome: RunOutcome; at: number },
): boolean {
  const { changes } = database
    .prepare(
      `UPDATE run_items SET outcome = ?, ended_at = ?, wait_until = NULL
       WHERE firing_seq = ? AND handler_id = ? AND item = ? AND outcome IS NULL AND attempt = coalesce(?, attempt)`,
    )
    .run(JSON.stringify(outcome), at, seq, key.handlerId, key.item, attempt ?? null);
  return changes === 1;
}

export function retryItem(
  database: Database,
  seq: number,
  item: number,
  retry: { handlerId: number; attempt: number; failures: number; nextAt: number },
): boolean {
  const { changes } = database
    .prepare(
      `UPDATE run_items SET failures = ?, wait_until = ?
       WHERE firing_seq = ? AND handler_id = ? AND item = ? AND attempt = ? AND wait_until IS NULL AND outcome IS NULL
         AND NOT ${STOPPED}`,
    )
    .run(retry.failures, retry.nextAt, seq, retry.handlerId, item, retry.attempt);
  return changes === 1;
}

export function waitItem(database: Database, seq: number, item: number, wait: RunWait): boolean {
  const { changes } = database
    .prepare(
      `UPDATE run_items SET wait_until = ?
       WHERE firing_seq = ? AND handler_id = ? AND item = ? AND outcome IS NULL AND NOT ${STOPPED}`,
    )
    .run(waitColumn(wait.until), seq, wait.handlerId, item);
  return changes === 1;
}

export function holderOfItem(database: Database, seq: number, handlerId: number, item: number) {
  return database
    .prepare(
      `SELECT runs.tenant_id AS tenantId, run_items.secret_hash AS secretHash FROM run_items JOIN runs USING (firing_seq, handler_id)
       WHERE firing_seq = ? AND handler_id = ? AND item = ? AND run_items.attempt > 0 AND run_items.outcome IS NULL
         AND run_items.wait_until IS NULL AND runs.outcome IS NULL`,
    )
    .get(seq, handlerId, item) as { tenantId: string; secretHash: string } | undefined;
}

/** True while an attempt of an item goes on. */
export function itemGoesOn(database: Database, seq: number, handlerId: number): boolean {
  return (
    database
      .prepare(
        `SELECT 1 FROM run_items WHERE firing_seq = ? AND handler_id = ? AND attempt > 0 AND outcome IS NULL
           AND wait_until IS NULL LIMIT 1`,
      )
      .get(seq, handlerId) !== undefined
  );
}
