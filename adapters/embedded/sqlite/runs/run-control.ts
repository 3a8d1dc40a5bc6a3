import type { RunControl } from '../../../../core/ports/run-control.ts';
import type { Database } from '../database.ts';
import type { SqliteEventLog } from '../event-log.ts';
import type { firingSequence } from '../firing-sequence.ts';
import { addAttempt, waitColumn } from './run-attempts.ts';
import {
  inputOf,
  itemGoesOn,
  listItems,
  retryItem,
  splitRun,
  unfinishedItems,
  waitItem,
} from './run-items.ts';

/** What happens between claim and outcome, in SQLite: in the batch of whoever asks. */
export function sqliteRunControl(deps: {
  database: Database;
  sequence: ReturnType<typeof firingSequence>;
  log: Pick<SqliteEventLog, 'record'>;
  closeFiring: (firingId: string, seq: number, at: number) => void;
}): RunControl {
  const { database, sequence } = deps;

  const seqOf = (firingId: string): number => {
    const seq = sequence.of(firingId);
    if (seq === undefined) throw new Error(`There is no firing ${firingId}.`);
    return seq;
  };

  return {
    retry: async (retry) =>
      database.write(() => {
        const seq = seqOf(retry.firingId);
        if (retry.item === undefined) {
          const { changes } = database
            .prepare(
              `UPDATE runs SET failures = ?, wait_until = ?
               WHERE firing_seq = ? AND handler_id = ? AND attempt = ? AND wait_until IS NULL AND outcome IS NULL
                 AND cancel IS NULL`,
            )
            .run(retry.failures, retry.nextAt, seq, retry.handlerId, retry.attempt);
          if (changes === 0) return 'ended';
        } else if (!retryItem(database, seq, retry.item, retry)) return 'ended';
        addAttempt(database, seq, retry);
        return 'waits';
      }),
    wait: async (wait) =>
      database.write(() => {
        const seq = seqOf(wait.firingId);
        if (wait.item !== undefined) return waitItem(database, seq, wait.item, wait) ? 'waits' : 'ended';
        const { changes } = database
          .prepare(
            `INSERT INTO runs (firing_seq, handler_id, handler_version, tenant_id, attempt, started_at, secret_hash, wait_until)
             VALUES (?, ?, ?, ?, 0, ?, '', ?)
             ON CONFLICT DO UPDATE SET wait_until = excluded.wait_until WHERE outcome IS NULL AND cancel IS NULL`,
          )
          .run(seq, wait.handlerId, wait.handlerVersion, wait.tenantId, wait.at, waitColumn(wait.until));
        return changes === 1 ? 'waits' : 'ended';
      }),
    split: async (split) => database.write(() => splitRun(database, seqOf(split.firingId), split)),
    unfinishedItems: async ({ firingId, handlerId }) => unfinishedItems(database, seqOf(firingId), handlerId),
    item: async ({ firingId, handlerId }, index) => ({
      ...inputOf(database, seqOf(firingId), handlerId, index),
      firingPayload: sequence.payload(firingId),
    }),
    items: async ({ firingId, handlerId }) => listItems(database, seqOf(firingId), handlerId),
    stopItems: async ({ firingId, handlerId }) => {
      database.write(() =>
        database
          .prepare('UPDATE runs SET items_stopped = 1 WHERE firing_seq = ? AND handler_id = ?')
          .run(seqOf(firingId), handlerId),
      );
    },
    cancel: async (cancel) =>
      database.write(() => {
        const seq = seqOf(cancel.firingId);
        const run = database
          .prepare(
            `SELECT outcome IS NOT NULL AS final, attempt > 0 AND wait_until IS NULL AS goes_on, item_count FROM runs
             WHERE firing_seq = ? AND handler_id = ?`,
          )
          .get(seq, cancel.handlerId) as
          | { final: number; goes_on: number; item_count: number | null }
          | undefined;
        if (run?.final === 1) return 'final';
        const goesOn =
          run !== undefined &&
          (run.item_count === null ? run.goes_on === 1 : itemGoesOn(database, seq, cancel.handlerId));
        const { outcome } = cancel;
        database
          .prepare(
            `INSERT INTO runs (firing_seq, handler_id, handler_version, tenant_id, attempt, started_at, secret_hash, cancel,
               outcome, ended_at) VALUES (?, ?, ?, ?, 0, ?, '', ?, ?, ?)
             ON CONFLICT DO UPDATE SET cancel = coalesce(cancel, excluded.cancel), outcome = excluded.outcome,
               ended_at = excluded.ended_at, wait_until = iif(excluded.outcome IS NULL, wait_until, NULL)`,
          )
          .run(
            seq,
            cancel.handlerId,
            cancel.handlerVersion,
            cancel.tenantId,
            cancel.request.at,
            JSON.stringify(cancel.request),
            goesOn ? null : JSON.stringify(outcome),
            goesOn ? null : cancel.request.at,
          );
        if (goesOn) return 'requested';
        deps.log.record(cancel.event(), cancel.request.at);
        if (cancel.closesFiring) deps.closeFiring(cancel.firingId, seq, cancel.request.at);
        return 'cancelled';
      }),
  };
}
