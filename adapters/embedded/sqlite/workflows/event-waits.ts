import type { EventWait, EventWaits } from '../../../../core/ports/event-waits.ts';
import type { Database } from '../database.ts';
import { matchTokens } from './match-tokens.ts';

/** What a wait is found by. */
const topicOf = (key: string | undefined): string => (key === undefined ? ANY : `=${key}`);
const ANY = '*';

/** Of a wait that no entry of the event's value tells apart. */
const NO_TOKEN = '';

/** Entries of what is to be matched that are looked at, and waits with each that are counted. */
const CANDIDATES = 8;
const COUNTED = 20;

/** Waits for events in SQLite, with what the embedded home asks of them beside. */
export interface SqliteEventWaits extends EventWaits {
  /**
   * Whether a step may wait for events of the key, at once and without a look at the disk. Where one does, always: from its `put` on, before
   * that resolves.
   */
  awaits(key: string): boolean;
}

/**
 * Waits for events in SQLite; one of these for a database. A wait that wants something matched stands under one entry of that, so that thousands which wait for one key, each
 * for another order, are not read for each event.
 */
export function sqliteEventWaits(database: Database): SqliteEventWaits {
  /** Of the entries the one that the fewest share: a type that all have tells nothing, an order's number does. */
  const tokenOf = ({ key, match }: EventWait): string => {
    const tokens = matchTokens(match).slice(0, CANDIDATES);
    if (tokens.length < 2) return tokens[0] ?? NO_TOKEN;
    const count = database.prepare(
      `SELECT count(*) AS count FROM (SELECT 1 FROM event_waits WHERE topic = ? AND token = ? LIMIT ${COUNTED})`,
    );
    const counts = tokens.map((token) => (count.get(topicOf(key), token) as { count: number }).count);
    return tokens[counts.indexOf(Math.min(...counts))]!;
  };

  /** Those that somebody waits for, or did not long ago. */
  let topics: Set<string> | undefined;
  const awaited = (): Set<string> => {
    topics ??= new Set(
      database
        .prepare('SELECT DISTINCT topic FROM event_waits')
        .all()
        .map(({ topic }) => String(topic)),
    );
    return topics;
  };
  const forgetUnless = (topic: string): void => {
    const one = database.prepare('SELECT 1 FROM event_waits WHERE topic = ? LIMIT 1');
    if (one.get(topic) === undefined) awaited().delete(topic);
  };

  return {
    awaits: (key) => awaited().has(ANY) || awaited().has(topicOf(key)),
    async put(wait) {
      awaited().add(topicOf(wait.key));
      database.write(() =>
        database
          .prepare(
            `INSERT INTO event_waits (topic, token, tenant_id, run_id, step_id, wait) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING`,
          )
          .run(
            topicOf(wait.key),
            tokenOf(wait),
            wait.tenantId,
            wait.runId,
            wait.stepId,
            JSON.stringify(wait),
          ),
      );
      await database.durable();
    },
    async remove({ tenantId, runId, stepId, key }) {
      database.write(() =>
        database
          .prepare('DELETE FROM event_waits WHERE topic = ? AND tenant_id = ? AND run_id = ? AND step_id = ?')
          .run(topicOf(key), tenantId, runId, stepId),
      );
      forgetUnless(topicOf(key));
      // One that a crash brings back is found to be nobody's.
    },
    async find(key, value) {
      const topics = [topicOf(key), ANY] as const;
      const rows = (
        value === undefined
          ? database.prepare('SELECT wait FROM event_waits WHERE topic IN (?, ?)').all(...topics)
          : database
              .prepare(SELECT_MATCHING)
              .all(...topics, JSON.stringify([NO_TOKEN, ...matchTokens(value)]))
      ) as { wait: string }[];
      // Those of a run that was deleted go without a word.
      if (rows.length === 0) for (const topic of topics) forgetUnless(topic);
      return rows.map(({ wait }) => toWait(wait));
    },
  };
}

/** @internal Those of a topic whose token is among those of the event. */
export const SELECT_MATCHING =
  'SELECT wait FROM event_waits INDEXED BY event_waits_by_token WHERE topic IN (?, ?) AND token IN (SELECT value FROM json_each(?))';

/** JSON leaves out what is undefined. */
function toWait(text: string): EventWait {
  const { tenantId, runId, stepId, key, namespace, sender, eventType, after, match } = JSON.parse(
    text,
  ) as EventWait;
  return { tenantId, runId, stepId, key, namespace, sender, eventType, after, match };
}
