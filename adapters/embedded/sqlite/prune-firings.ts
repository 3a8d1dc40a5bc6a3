import type { Database } from './database.ts';

/** Firings removed in one turn of the event loop, so that requests are not held up. */
const BATCH = 200;

/**
 * Removes finished firings accepted before `before` (milliseconds since the epoch), with their runs and e-mails, a batch at
 * a time and oldest first. Their idempotency keys are free again. Calls `onPruned` with each id; resolves with how many went.
 */
export async function pruneFirings(
  database: Database,
  before: number,
  onPruned: (id: string) => void,
): Promise<number> {
  let afterSeq = 0;
  let pruned = 0;
  for (;;) {
    const oldest = database
      .prepare('SELECT seq, id, accepted_at, finished_at FROM firings WHERE seq > ? ORDER BY seq LIMIT ?')
      .all(afterSeq, BATCH) as { seq: number; id: string; accepted_at: number; finished_at: number | null }[];
    const old = oldest.filter((firing) => firing.accepted_at < before);
    const ended = old.filter((firing) => firing.finished_at !== null);
    database.write(() => {
      for (const { seq, id } of ended) {
        database.prepare('DELETE FROM mails WHERE firing_seq = ?').run(seq);
        for (const table of ['run_attempts', 'run_items', 'run_inputs']) {
          database.prepare(`DELETE FROM ${table} WHERE firing_seq = ?`).run(seq);
        }
        database.prepare('DELETE FROM runs WHERE firing_seq = ?').run(seq);
        database.prepare('DELETE FROM firings WHERE seq = ?').run(seq);
        onPruned(id);
      }
    });
    await database.durable();
    pruned += ended.length;
    // Numbers grow with time: behind one that is young enough all are.
    if (old.length < BATCH) return pruned;
    afterSeq = old.at(-1)!.seq;
  }
}
