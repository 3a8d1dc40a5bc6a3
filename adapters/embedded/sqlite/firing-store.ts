import { firstExecution } from '../../../core/firing/first-execution.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type {
  CancelRequest,
  FiringRecord,
  FiringStore,
  RunKey,
  RunRecord,
} from '../../../core/ports/firing-store.ts';
import type { FiringExecution } from '../../../core/ports/orchestrator.ts';
import type { RunControl } from '../../../core/ports/run-control.ts';
import type { RunOutcome } from '../../../core/ports/runner.ts';
import type { Database } from './database.ts';
import type { SqliteEventLog } from './event-log.ts';
import { finishSignal } from './finish-signal.ts';
import { firingSequence } from './firing-sequence.ts';
import { pruneFirings } from './prune-firings.ts';
import { attemptsOf, THE_RUN, waitingOf } from './runs/run-attempts.ts';
import { sqliteRunControl } from './runs/run-control.ts';
import { claimItem, holderOfItem, settleItem } from './runs/run-items.ts';

interface FiringRow {
  id: string;
  hook: string;
  tags: string;
  all_handlers: number;
  fired_by_id: string;
  fired_by: string;
  fingerprint: string;
  payload_bytes: number;
  plan: string;
  execution_type: string;
  accepted_at: number;
  finished_at: number | null;
}

interface RunRow {
  handler_id: number;
  handler_version: number;
  tenant_id: string;
  attempt: number;
  started_at: number;
  secret_hash: string;
  ended_at: number | null;
  notified_at: number | null;
  outcome: string | null;
  failures: number;
  wait_until: number | null;
  cancel: string | null;
  item_count: number | null;
}

export interface SqliteFiringStore extends FiringStore, RunControl {
  /** Removes finished firings accepted before that time, in milliseconds since the epoch; resolves with how many. */
  prune(before: number): Promise<number>;
}

/**
 * Firings and runs in SQLite. `launch` hands an execution to the engine, which writes into the same batch: a firing, its
 * execution and the claims of its runs become durable together, and what the log tells of them too.
 */
export function sqliteFiringStore(deps: {
  database: Database;
  clock: Clock;
  log: Pick<SqliteEventLog, 'record'>;
  launch: (execution: FiringExecution) => void;
}): SqliteFiringStore {
  const { database, log } = deps;
  const sequence = firingSequence(database);
  const finished = finishSignal(deps.clock);

  const find = (id: string): FiringRecord | undefined => {
    const recent = sequence.firing(id);
    if (recent !== undefined) return recent;
    const row = database
      .prepare(
        `SELECT id, hook, tags, all_handlers, fired_by_id, fired_by, fingerprint, length(payload) AS payload_bytes, plan,
         execution_type, accepted_at, finished_at FROM firings WHERE id = ?`,
      )
      .get(id) as FiringRow | undefined;
    return row === undefined ? undefined : toFiring(row);
  };

  const close = (firingId: string, seq: number, at: number): void => {
    const { changes } = database
      .prepare('UPDATE firings SET finished_at = ? WHERE seq = ? AND finished_at IS NULL')
      .run(at, seq);
    if (changes === 0) return;
    sequence.finished(firingId, at);
    if (finished.awaited(firingId))
      void database.durable().then(
        () => finished.announce(firingId),
        () => {},
      );
  };

  return {
    ...sqliteRunControl({ database, sequence, log, closeFiring: close }),
    async accept(firing, payload, events) {
      const { changes, lastInsertRowid } = database.write(() =>
        database
          .prepare(
            `INSERT INTO firings (id, hook, tags, all_handlers, fired_by_id, fired_by, fingerprint, payload, plan,
             execution_type, accepted_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO NOTHING`,
          )
          .run(
            firing.id,
            firing.hook,
            JSON.stringify(firing.tags),
            firing.allHandlers ? 1 : 0,
            firing.firedById,
            firing.firedBy,
            firing.fingerprint,
            payload,
            JSON.stringify(firing.plan),
            firing.executionType,
            firing.acceptedAt,
            firing.finishedAt,
          ),
      );
      if (changes === 0) {
        const existing = find(firing.id)!;
        await database.durable();
        return { existing };
      }
      sequence.remember(firing, Number(lastInsertRowid), payload);
      for (const event of events?.() ?? []) log.record(event, firing.acceptedAt);
      if (firing.plan.length > 0) {
        deps.launch(firstExecution(firing, { stored: firing.id }));
      }
      await database.durable();
      return {};
    },
    async get(id) {
      const firing = find(id);
      if (firing === undefined) return undefined;
      const seq = sequence.of(id)!;
      const rows = database
        .prepare('SELECT * FROM runs WHERE firing_seq = ? ORDER BY handler_id')
        .all(seq) as unknown as RunRow[];
      // What a reader sees must not be undone by a crash.
      await database.durable();
      return { firing, runs: rows.map((row) => toRun(database, id, seq, row)) };
    },
    async payload(firingId, ref) {
      return 'inline' in ref ? Buffer.from(ref.inline) : sequence.payload(firingId);
    },
    async claim(claim) {
      const seq = sequence.of(claim.firingId);
      if (seq === undefined) throw new Error(`There is no firing ${claim.firingId}.`);
      const { item } = claim;
      if (item !== undefined) {
        const claimed = database.write(() => claimItem(database, seq, item, claim));
        if (claimed.state === 'claimed') await database.durable();
        return claimed;
      }
      const row = database.write(() =>
        database
          .prepare(
            `INSERT INTO runs (firing_seq, handler_id, handler_version, tenant_id, attempt, execution_id, lease_until,
             started_at, secret_hash) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET attempt = attempt + 1, execution_id = excluded.execution_id,
               lease_until = excluded.lease_until, started_at = excluded.started_at, secret_hash = excluded.secret_hash,
               wait_until = NULL
             WHERE outcome IS NULL AND cancel IS NULL
               AND (execution_id = excluded.execution_id OR lease_until < excluded.started_at OR wait_until IS NOT NULL)
               AND (wait_until IS NULL OR wait_until <= excluded.started_at)
             RETURNING attempt, failures`,
          )
          .get(
            seq,
            claim.handlerId,
            claim.handlerVersion,
            claim.tenantId,
            claim.executionId,
            claim.leaseUntil,
            claim.now,
            claim.secretHash,
          ),
      ) as { attempt: number; failures: number } | undefined;
      if (row !== undefined) {
        await database.durable();
        return { state: 'claimed', ...row };
      }
      const standing = database
        .prepare(
          `SELECT outcome IS NOT NULL AS final, cancel IS NOT NULL AS cancelled, wait_until FROM runs
           WHERE firing_seq = ? AND handler_id = ?`,
        )
        .get(seq, claim.handlerId) as { final: number; cancelled: number; wait_until: number | null };
      if (standing.final === 1) return { state: 'final' };
      if (standing.cancelled === 1) return { state: 'cancelled' };
      return standing.wait_until === null
        ? { state: 'held' }
        : { state: 'waiting', until: standing.wait_until };
    },
    async settle(settlement) {
      const seq = sequence.of(settlement.firingId);
      if (seq === undefined) throw new Error(`There is no firing ${settlement.firingId}.`);
      const { item } = settlement;
      if (item !== undefined) {
        return database.write(() => settleItem(database, seq, { ...settlement, item }, settlement));
      }
      const outcome = JSON.stringify(settlement.outcome);
      return database.write(() => {
        const { changes } =
          settlement.attempt === undefined
            ? database
                .prepare(
                  `INSERT INTO runs (firing_seq, handler_id, handler_version, tenant_id, attempt, started_at, secret_hash,
                   outcome, ended_at) VALUES (?, ?, ?, ?, 0, ?, '', ?, ?)
                   ON CONFLICT DO UPDATE SET outcome = excluded.outcome, ended_at = excluded.ended_at, wait_until = NULL
                   WHERE outcome IS NULL`,
                )
                .run(
                  seq,
                  settlement.handlerId,
                  settlement.handlerVersion,
                  settlement.tenantId,
                  settlement.at,
                  outcome,
                  settlement.at,
                )
            : database
                .prepare(
                  `UPDATE runs SET outcome = ?, ended_at = ?
                   WHERE firing_seq = ? AND handler_id = ? AND attempt = ? AND outcome IS NULL`,
                )
                .run(outcome, settlement.at, seq, settlement.handlerId, settlement.attempt);
        if (changes === 1 && settlement.event !== undefined) log.record(settlement.event(), settlement.at);
        if (changes === 1 && settlement.closesFiring) close(settlement.firingId, seq, settlement.at);
        return changes === 1;
      });
    },
    async run({ firingId, handlerId }: RunKey) {
      const seq = sequence.of(firingId);
      if (seq === undefined) return undefined;
      const row = database
        .prepare('SELECT * FROM runs WHERE firing_seq = ? AND handler_id = ?')
        .get(seq, handlerId) as RunRow | undefined;
      return row === undefined ? undefined : toRun(database, firingId, seq, row);
    },
    async holder({ firingId, handlerId, item }) {
      const seq = sequence.of(firingId);
      if (seq === undefined) return undefined;
      if (item !== undefined) return holderOfItem(database, seq, handlerId, item);
      const row = database
        .prepare(
          `SELECT tenant_id, secret_hash FROM runs
           WHERE firing_seq = ? AND handler_id = ? AND outcome IS NULL AND wait_until IS NULL`,
        )
        .get(seq, handlerId) as { tenant_id: string; secret_hash: string } | undefined;
      return row && { tenantId: row.tenant_id, secretHash: row.secret_hash };
    },
    async notified({ firingId, handlerId }, at) {
      const seq = sequence.of(firingId);
      if (seq === undefined) return;
      database.write(() =>
        database
          .prepare(
            'UPDATE runs SET notified_at = ? WHERE firing_seq = ? AND handler_id = ? AND notified_at IS NULL',
          )
          .run(at, seq, handlerId),
      );
    },
    async close(firingId, at) {
      const seq = sequence.of(firingId);
      if (seq !== undefined && everyRunIsFinal(database, seq)) database.write(() => close(firingId, seq, at));
    },
    prune: (before) => pruneFirings(database, before, sequence.forget),
    waitForFinish: (firingId, waitMs) => {
      const firing = find(firingId);
      return firing === undefined || firing.finishedAt !== null
        ? Promise.resolve()
        : finished.wait(firingId, waitMs);
    },
  };
}

/** Several executions may carry out the runs of one firing; the last to end closes it. */
function everyRunIsFinal(database: Database, seq: number): boolean {
  const { open } = database
    .prepare(
      `SELECT json_array_length(plan) - (SELECT count(*) FROM runs WHERE firing_seq = seq AND outcome IS NOT NULL) AS open
       FROM firings WHERE seq = ?`,
    )
    .get(seq) as { open: number };
  return open === 0;
}

function toFiring(row: FiringRow): FiringRecord {
  return {
    id: row.id,
    hook: row.hook,
    tags: JSON.parse(row.tags) as string[],
    allHandlers: row.all_handlers === 1,
    firedById: row.fired_by_id,
    firedBy: row.fired_by,
    fingerprint: row.fingerprint,
    payloadBytes: row.payload_bytes,
    plan: JSON.parse(row.plan) as FiringRecord['plan'],
    executionType: row.execution_type as FiringRecord['executionType'],
    acceptedAt: row.accepted_at,
    finishedAt: row.finished_at,
  };
}

function toRun(database: Database, firingId: string, seq: number, row: RunRow): RunRecord {
  return {
    firingId,
    handlerId: row.handler_id,
    handlerVersion: row.handler_version,
    tenantId: row.tenant_id,
    attempt: row.attempt,
    startedAt: row.started_at,
    secretHash: row.secret_hash,
    endedAt: row.ended_at,
    notifiedAt: row.notified_at,
    outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as RunOutcome),
    waiting: waitingOf(row.wait_until),
    // One whose first attempt goes on, or was the last, has no others.
    attempts:
      row.attempt <= 1 && row.wait_until === null && row.cancel === null
        ? []
        : attemptsOf(database, seq, row.handler_id, THE_RUN),
    cancelRequested: row.cancel === null ? null : (JSON.parse(row.cancel) as CancelRequest),
    itemCount: row.item_count,
  };
}
