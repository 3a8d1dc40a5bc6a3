import { limits } from '../../../../core/contract/limits.ts';
import type { EventRange, EventRecord, EventSelection } from '../../../../core/ports/event-log.ts';
import type { Database } from '../database.ts';
import { type EventRow, SELECT_EVENTS, toEvent } from './event-rows.ts';
import { findOffset } from './find-offset.ts';
import { findSources } from './find-sources.ts';
import { scanSource } from './scan-source.ts';
import type { Streams } from './streams.ts';
import type { LogEnd } from './write-events.ts';

/** Events fetched at once: each may be large. */
const FETCHED = 50;

/**
 * The first events of the selection in `(after, upTo]` of the log that ends at `end`, or the last ones backwards. One source is
 * asked after the other, each only for what comes before the last event found so far: on the whole that is little more than what is
 * returned.
 */
export async function readEvents(
  { database, streams, end }: { database: Database; streams: Streams; end: LogEnd },
  selection: EventSelection,
  range: EventRange,
  limit: number,
  backwards: boolean,
): Promise<{ events: EventRecord[]; searchedTo: number }> {
  const whole = { after: range.after, upTo: Math.min(range.upTo ?? end.offset, end.offset) };
  const inOrder = (a: number, b: number): number => (backwards ? b - a : a - b);
  let scan = { ...whole, backwards, atLeast: limit };
  let offsets: number[] = [];
  for (const source of findSources(streams, selection, (time) => findOffset(database, end, time - 1))) {
    const found: number[] = [];
    for await (const slice of scanSource(database, source, selection, scan)) {
      for (const { offset } of slice) found.push(offset);
      if (found.length >= limit) break;
    }
    offsets = [...offsets, ...found].sort(inOrder).slice(0, limit);
    const last = offsets[limit - 1];
    if (last !== undefined) scan = { ...scan, ...(backwards ? { after: last - 1 } : { upTo: last }) };
  }
  const events = fetchEvents(database, offsets, backwards);
  const last = events.length < offsets.length ? events.at(-1)?.offset : offsets[limit - 1];
  return {
    events,
    searchedTo: last ?? (backwards ? whole.after + 1 : Math.max(whole.after, whole.upTo)),
  };
}

/** The events at these offsets, in this order; the rest is left when they are more together than a page may hold. */
function fetchEvents(database: Database, offsets: readonly number[], backwards: boolean): EventRecord[] {
  const statement = database.prepare(
    `${SELECT_EVENTS} WHERE e.offset IN (SELECT value FROM json_each(?)) ORDER BY e.offset ${backwards ? 'DESC' : 'ASC'}`,
  );
  const events: EventRecord[] = [];
  let leftCharacters: number = limits.eventPage.sizeBytes;
  for (let first = 0; first < offsets.length; first += FETCHED) {
    const rows = statement.all(JSON.stringify(offsets.slice(first, first + FETCHED)));
    for (const row of rows as unknown as EventRow[]) {
      events.push(toEvent(row));
      leftCharacters -= row.value.length;
      if (leftCharacters < 0) return events;
    }
  }
  return events;
}
