import type { EventRange, EventSelection } from '../../../../core/ports/event-log.ts';
import type { Database } from '../database.ts';
import { findOffset } from './find-offset.ts';
import { findSources } from './find-sources.ts';
import { scanSource } from './scan-source.ts';
import type { Streams } from './streams.ts';
import type { LogEnd } from './write-events.ts';

/** How many events of the selection each sender has in the range, by name. */
export async function countEvents(
  { database, streams, end }: { database: Database; streams: Streams; end: LogEnd },
  selection: EventSelection,
  range: EventRange,
): Promise<{ sender: string; count: number }[]> {
  const counts = new Map<string, number>();
  const scan = {
    after: range.after,
    upTo: Math.min(range.upTo ?? end.offset, end.offset),
    backwards: false,
  };
  for (const source of findSources(streams, selection, (time) => findOffset(database, end, time - 1))) {
    for await (const slice of scanSource(database, source, selection, scan)) {
      for (const { sender } of slice) counts.set(sender, (counts.get(sender) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([sender, count]) => ({ sender, count }))
    .sort((a, b) => (a.sender < b.sender ? -1 : 1));
}
