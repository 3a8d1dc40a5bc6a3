import type { EventRecord, EventSelection } from '../../../../core/ports/event-log.ts';
import type { Chunk } from './event-items.ts';
import { followPointers } from './follow-pointers.ts';
import { loadEvents } from './load-events.ts';
import type { LogContext } from './log-context.ts';
import { mergePointers } from './merge-pointers.ts';
import { planFor } from './plan-read.ts';
import { queryPointers } from './query-pointers.ts';
import { selectsEvent } from './selects-event.ts';
import { type SettledRange, walkChunks } from './walk-chunks.ts';

/** Events looked up together: each may be large, and only the first of them may fit on the page. */
const PIECE = 100;

/** Large chunks looked up together. */
const LARGE_CHUNKS = 8;

/** The fewest pointers asked of one partition. */
const SMALLEST_PAGE = 16;

/**
 * The events of a selection in a settled part of the log, in pieces, by offset; backwards from its end if asked.
 *
 * @param wanted how many the caller still wants; asked again and again, so that not much more is read.
 */
export async function* findEvents(
  log: LogContext,
  selection: EventSelection,
  range: SettledRange,
  backwards: boolean,
  wanted: () => number,
): AsyncGenerator<EventRecord[]> {
  if (range.upTo <= range.after) return;
  const inRange = ({ offset }: EventRecord) => offset > range.after && offset <= range.upTo;
  const plan = await planFor(log, selection);
  if (plan.along === 'log') {
    const walk = walkChunks(log.table, range, backwards, wanted);
    for await (const chunks of walk) {
      for (const group of groupLarge(chunks)) {
        const events = await loadEvents(
          log.table,
          group.map((chunk) => ({ chunk })),
        );
        const inOrder = events.flatMap((ofChunk) => (backwards ? ofChunk.reverse() : ofChunk));
        yield inOrder.filter((event) => inRange(event) && selectsEvent(selection, event));
      }
    }
    return;
  }
  const pageSize = pageSizeFor(wanted(), plan.partitions.length);
  const sources = plan.partitions.map((partition) =>
    queryPointers(log.table, partition, range, backwards, pageSize),
  );
  const size = Math.max(1, Math.min(wanted(), PIECE));
  for await (const places of mergePointers(sources, range, backwards, size)) {
    const events = await followPointers(log.table, places);
    yield events.filter((event) => selectsEvent(selection, event));
  }
}

/** In their order, with at most so many large ones in a group. */
function groupLarge(chunks: readonly Chunk[]): Chunk[][] {
  const groups: Chunk[][] = [[]];
  let inGroup = 0;
  for (const chunk of chunks) {
    if ('parts' in chunk.events && ++inGroup > LARGE_CHUNKS) {
      groups.push([]);
      inGroup = 1;
    }
    groups.at(-1)!.push(chunk);
  }
  return groups;
}

/** Of one partition as many as are wanted; of several about twice their share. Undefined: as many as a page holds. */
function pageSizeFor(wanted: number, partitions: number): number | undefined {
  if (!Number.isFinite(wanted)) return undefined;
  if (partitions === 1) return Math.max(1, wanted);
  return Math.max(SMALLEST_PAGE, Math.ceil((2 * wanted) / partitions));
}
