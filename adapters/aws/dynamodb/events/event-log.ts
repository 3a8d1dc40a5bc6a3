import type { Clock } from '../../../../core/ports/clock.ts';
import type { EventLog } from '../../../../core/ports/event-log.ts';
import type { Table } from '../table.ts';
import { appendEvents } from './append-events.ts';
import { countEvents } from './count-events.ts';
import { openLogContext } from './log-context.ts';
import { offsetAt } from './offset-at.ts';
import { appendOnce, type IdentifiedDraft } from './once/append-once.ts';
import { closeProducer } from './producers/close-producer.ts';
import { openProducer } from './producers/open-producer.ts';
import { sendNumbered } from './producers/send-numbered.ts';
import { readEvents } from './read-events.ts';
import { settleLog } from './settle-log.ts';
import { waitForEvent } from './wait-for-event.ts';

export interface DynamodbEventLog extends EventLog {
  /** Appends what comes from a stream, once: see `once/append-once.ts`. */
  appendOnce(entries: readonly IdentifiedDraft[], at: number): Promise<void>;
}

/** The event log in its table. */
export function dynamodbEventLog(table: Table, clock: Clock): DynamodbEventLog {
  const log = openLogContext(table, clock);
  return {
    append: (drafts, at, producer) =>
      producer === undefined ? appendEvents(log, drafts, at) : sendNumbered(log, drafts, at, producer),
    appendOnce: (entries, at) => appendOnce(log, entries, at),
    openProducer: (producer, at) => openProducer(log, producer, at),
    closeProducer: (producer) => closeProducer(table, producer),
    read: (selection, range, limit, newestFirst = false) =>
      readEvents(log, selection, range, limit, newestFirst),
    count: (selection, range) => countEvents(log, selection, range),
    latestOffset: async () => (await settleLog(log)).settledTo,
    offsetAt: (time) => offsetAt(log, time),
    waitForEvent: (_selection, after, waitMs, signal) => waitForEvent(log, after, waitMs, signal),
  };
}
