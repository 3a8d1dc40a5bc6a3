import type { EventRange, EventRecord, EventSelection } from '../../../../core/ports/event-log.ts';
import type { Database } from '../database.ts';
import { type EventRow, SELECT_EVENTS, toEvent } from './event-rows.ts';
import { findOffset } from './find-offset.ts';
import { findSources } from './find-sources.ts';
import { scanSource } from './scan-source.ts';
import type { Streams } from './streams.ts';
import type { LogEnd } from './write-events.ts';

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
  const last = offsets[limit - 1];
  return {
    events: fetchEvents(database, offsets).sort((a, b) => inOrder(a.offset, b.offset)),
    searchedTo: last ?? (backwards ? whole.after + 1 : Math.max(whole.after, whole.upTo)),
  };
}

function fetchEvents(database: Database, offsets: readonly number[]): EventRecord[] {
  if (offsets.length === 0) return [];
  const rows = database
    .prepare(`${SELECT_EVENTS} WHERE e.offset IN (SELECT value FROM json_each(?))`)
    .all(JSON.stringify(offsets)) as unknown as EventRow[];
  return rows.map(toEvent);
}
