import type { Clock } from '../../../core/ports/clock.ts';
import type { EventDraft, EventLog, EventRecord } from '../../../core/ports/event-log.ts';
import { type Database, StorageFailed } from './database.ts';
import { countEvents } from './events/count-events.ts';
import { eventSignal } from './events/event-signal.ts';
import { findOffset } from './events/find-offset.ts';
import { openProducers } from './events/producers.ts';
import { pruneEvents } from './events/prune-events.ts';
import { readEvents } from './events/read-events.ts';
import { recentEvents } from './events/recent-events.ts';
import { openStreams } from './events/streams.ts';
import { openEventWriter } from './events/write-events.ts';

/** The event log in SQLite, with what the embedded home asks of it beside. */
export interface SqliteEventLog extends EventLog {
  /**
   * Appends an event in the turn of the event loop that writes what it tells of: durable together, and visible then. Never
   * inside `database.atomically`.
   */
  record(draft: EventDraft, at: number): void;
  /**
   * Resolves with a place of the log before which, from `after` on, no event was wanted when it came to disk; what follows is to be read. With
   * `after` when there are events already, or when `abort` does. Costs nothing else for events that are not wanted: nobody is woken,
   * nothing is read, and the disk is not hurried.
   *
   * @param wants asked at once with each event, and not to throw
   */
  waitForWanted(after: number, wants: (event: EventRecord) => boolean, abort: AbortSignal): Promise<number>;
  /** The namespaces that ever had events. */
  namespaces(): string[];
  /** Removes a namespace's events taken before that time, in milliseconds since the epoch; resolves with how many. */
  prune(namespace: string, before: number): Promise<number>;
  /** Lets everybody who waits for events fail with `StorageFailed`. */
  close(): void;
}

/**
 * One sequence of offsets, given by the one process that writes: what is on disk is the log's beginning without a gap, so a reader
 * that sees only what is on disk never passes an offset that comes later. How long events are kept is decided when they are
 * pruned, by what their namespace says then; `expiresAt` is for stores that remove by themselves.
 */
export function sqliteEventLog({ database, clock }: { database: Database; clock: Clock }): SqliteEventLog {
  const signal = eventSignal(clock);
  const streams = openStreams(database);
  const recent = recentEvents();
  const writer = openEventWriter(database, streams, (event) => {
    recent.push(event);
    signal.announce(event);
  });
  const producers = openProducers(database, writer);
  database.onFailure((error) => signal.close(error));

  const read: EventLog['read'] = async (selection, range, limit, newestFirst = false) => {
    const end = writer.durableEnd();
    const found = newestFirst ? undefined : recent.read(selection, range, limit);
    if (found === undefined) {
      return await readEvents({ database, streams, end }, selection, range, limit, newestFirst);
    }
    const searchedTo = Math.max(range.after, Math.min(range.upTo ?? end.offset, end.offset));
    return { events: found, searchedTo: found[limit - 1]?.offset ?? searchedTo };
  };

  return {
    async append(drafts, at, producer) {
      const appended = database.write(() =>
        producer === undefined
          ? {
              state: 'appended' as const,
              events: drafts.map((draft) => writer.write(draft, at)),
              duplicates: 0,
            }
          : producers.append(drafts, at, producer),
      );
      await database.durable();
      return appended;
    },
    record(draft, at) {
      const event = database.write(() => writer.write(draft, at));
      // The disk is hurried for those who wait only.
      if (signal.awaited(event)) database.durable().catch(() => {});
    },
    async openProducer(producer) {
      const opened = producers.open(producer);
      await database.durable();
      return opened;
    },
    async closeProducer(producer) {
      const closed = producers.close(producer);
      await database.durable();
      return closed;
    },
    read,
    count: (selection, range) =>
      countEvents({ database, streams, end: writer.durableEnd() }, selection, range),
    latestOffset: async () => writer.durableEnd().offset,
    offsetAt: async (time) => findOffset(database, writer.durableEnd(), time),
    async waitForEvent(selection, after, waitMs, abort) {
      let searchedTo = after;
      while (searchedTo < writer.durableEnd().offset) {
        const found = await read(selection, { after: searchedTo, upTo: undefined }, 1);
        if (found.events.length > 0) return;
        searchedTo = found.searchedTo;
      }
      await signal.wait(selection, waitMs, abort);
    },
    async waitForWanted(after, wants, abort) {
      if (after < writer.durableEnd().offset) return after;
      const event = await signal.waitForWanted(wants, abort);
      return event === undefined ? after : event.offset - 1;
    },
    namespaces: () => streams.namespaceNames(),
    async prune(namespace, before) {
      const id = streams.namespaceId(namespace);
      const upTo = findOffset(database, writer.durableEnd(), before - 1);
      if (id === undefined) return 0;
      recent.clear();
      return await pruneEvents({ database, streams, end: writer.end() }, id, upTo);
    },
    close: () => signal.close(new StorageFailed('The event log is closed.')),
  };
}
