import type { EventDraft, EventRecord } from '../../../../core/ports/event-log.ts';
import type { Database } from '../database.ts';
import type { Streams } from './streams.ts';

/** The end of the log: its newest offset, and when that was taken. */
export interface LogEnd {
  readonly offset: number;
  readonly createdAt: number;
}

/** Number and producer of an event that a producer sends. */
export interface Numbered {
  readonly producerId: number;
  readonly sequence: number;
}

/** Takes events at the end of the log. This process is the only writer, so the end is known without asking. */
export interface EventWriter {
  /** To be called inside a write, and never inside `atomically`. */
  write(draft: EventDraft, at: number, numbered?: Numbered): EventRecord;
  /** Up to where the log is on disk: what readers may see. */
  durableEnd(): LogEnd;
  /** Up to where it is written. */
  end(): LogEnd;
}

/** @param onDurable called with each event in turn when it is on disk, and readers may see it. */
export function openEventWriter(
  database: Database,
  streams: Streams,
  onDurable: (event: EventRecord) => void,
): EventWriter {
  let end = database
    .prepare(
      `SELECT max(offset) AS offset, max(createdAt) AS createdAt FROM (
         SELECT offset, createdAt FROM (SELECT offset, created_at AS createdAt FROM events ORDER BY offset DESC LIMIT 1)
         UNION ALL SELECT log_end, end_created_at FROM pruned_events UNION ALL SELECT 0, 0)`,
    )
    .get() as unknown as LogEnd;
  let durableEnd = end;

  return {
    write(draft, at, numbered) {
      const { key, value, eventType, context, namespace, sender } = draft;
      const { id: streamId, namespaceId } = streams.intern(namespace, key);
      const offset = end.offset + 1;
      const createdAt = Math.max(at, end.createdAt);
      database
        .prepare(
          `INSERT INTO events (offset, namespace_id, stream_id, created_at, sender, event_type, context, value, producer_id,
           sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          offset,
          namespaceId,
          streamId,
          createdAt,
          sender,
          eventType,
          context,
          value,
          numbered?.producerId ?? null,
          numbered?.sequence ?? null,
        );
      const record = { offset, key, value, eventType, context, namespace, sender, createdAt };
      end = { offset, createdAt };
      database.afterSync(() => {
        durableEnd = { offset, createdAt };
        onDurable(record);
      });
      return record;
    },
    durableEnd: () => durableEnd,
    end: () => end,
  };
}
