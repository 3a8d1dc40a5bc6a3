import type { Database } from '../database.ts';
import type { Streams } from './streams.ts';
import type { LogEnd } from './write-events.ts';

/** Events removed in one turn of the event loop, so that requests are not held up. */
const BATCH = 500;

/**
 * Removes the events of a namespace up to an offset, oldest first, and the streams that are empty then. The end of the log is noted
 * first: no offset is used again. Resolves with how many went.
 */
export async function pruneEvents(
  { database, streams, end }: { database: Database; streams: Streams; end: LogEnd },
  namespaceId: number,
  upTo: number,
): Promise<number> {
  let pruned = 0;
  for (;;) {
    const oldest = database
      .prepare(
        'SELECT offset, stream_id AS streamId FROM events WHERE namespace_id = ? AND offset <= ? ORDER BY offset LIMIT ?',
      )
      .all(namespaceId, upTo, BATCH) as { offset: number; streamId: number }[];
    if (oldest.length === 0) return pruned;
    database.write(() => {
      database
        .prepare('INSERT OR REPLACE INTO pruned_events (id, log_end, end_created_at) VALUES (1, ?, ?)')
        .run(end.offset, end.createdAt);
      database
        .prepare('DELETE FROM events WHERE namespace_id = ? AND offset <= ?')
        .run(namespaceId, oldest.at(-1)!.offset);
      for (const streamId of new Set(oldest.map((event) => event.streamId))) {
        database
          .prepare(
            'DELETE FROM event_streams WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM events WHERE stream_id = ?1)',
          )
          .run(streamId);
      }
      streams.forget();
    });
    await database.durable();
    pruned += oldest.length;
  }
}
