import { limits } from '../../../../core/contract/limits.ts';
import { inParallel } from '../in-parallel.ts';
import type { Table } from '../table.ts';
import { type Chunk, type LogItem, lastOf, segmentEnd, segmentOf, segmentStart } from './event-items.ts';
import { querySegment, querySegmentPart } from './query-segment.ts';

/** Segments read at once. */
const MOST_SEGMENTS = 16;

/** The most items that a segment is asked for when not all of it is wanted: single events. */
const SEGMENT_ITEMS = 100;

export interface SettledRange {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive; nothing beyond what is settled. */
  readonly upTo: number;
}

/**
 * The chunks that have events in a settled part of the log, several at a time, by offset; backwards from its end if asked.
 *
 * @param wanted how many events the caller still wants; asked again and again. As long as few of those that were read are
 * wanted, ever more segments are read at once.
 */
export function walkChunks(
  table: Table,
  { after, upTo }: SettledRange,
  backwards: boolean,
  wanted: () => number,
): AsyncGenerator<Chunk[]> {
  return (backwards ? walkBackwards : walkForwards)(table, after + 1, upTo, wanted);
}

async function* walkForwards(
  table: Table,
  from: number,
  upTo: number,
  wanted: () => number,
): AsyncGenerator<Chunk[]> {
  const width = startWidth(wanted);
  let next = from;
  while (next <= upTo) {
    const segments = Math.min(width.next(), segmentOf(upTo) - segmentOf(next) + 1);
    const end = Math.min(upTo, segmentEnd(segmentOf(next) + segments - 1));
    const { items, isCut } = await queryTogether(table, next, end, segments, false, wanted());
    if (next === from && !beginsAt(items[0], from)) {
      const cut = await findCutChunk(table, from);
      if (cut !== undefined) yield [cut];
    }
    if (items.length > 0) yield items.filter((item) => item.kind === 'chunk');
    const last = items.length === 0 ? end : lastOf(items.at(-1)!);
    // Large batches leave the segments after them empty.
    width.note(items, last > end);
    next = (isCut ? last : Math.max(end, last)) + 1;
  }
}

async function* walkBackwards(
  table: Table,
  from: number,
  upTo: number,
  wanted: () => number,
): AsyncGenerator<Chunk[]> {
  const width = startWidth(wanted);
  let last = upTo;
  let lowest: LogItem | undefined;
  while (last >= from) {
    const segments = Math.min(width.next(), segmentOf(last) - segmentOf(from) + 1);
    const start = Math.max(from, segmentStart(segmentOf(last) - segments + 1));
    const { items, isCut } = await queryTogether(table, start, last, segments, true, wanted());
    if (items.length > 0) {
      yield items.filter((item) => item.kind === 'chunk');
      lowest = items.at(-1);
    }
    width.note(items, false);
    last = (isCut ? items.at(-1)!.first : start) - 1;
  }
  if (upTo < from || beginsAt(lowest, from)) return;
  const cut = await findCutChunk(table, from);
  if (cut !== undefined) yield [cut];
}

/**
 * How many segments are worth reading at once: one, to see how large the chunks are, then as many as single events would
 * fill, if they are single; twice as many as before when few events of those were wanted.
 */
function startWidth(wanted: () => number) {
  let segments = 0;
  let areLarge = false;
  let read = 0;
  let before = 0;
  return {
    next(): number {
      const left = wanted();
      const hint = segments === 0 || areLarge ? 1 : Math.ceil(left / SEGMENT_ITEMS);
      const foundFew = before - left <= read / 2;
      segments = Math.min(MOST_SEGMENTS, Math.max(hint, foundFew ? 2 * segments : 1));
      before = left;
      return segments;
    },
    /** @param isLarge whether the last reaches beyond the segments that were read. */
    note(items: readonly LogItem[], isLarge: boolean): void {
      read = items.reduce((sum, { count }) => sum + count, 0);
      areLarge ||= isLarge;
    },
  };
}

/** The items that begin between two offsets of neighbouring segments; of a single segment only as many as are wanted. */
async function queryTogether(
  table: Table,
  from: number,
  to: number,
  count: number,
  backwards: boolean,
  wanted: number,
): Promise<{ items: LogItem[]; isCut: boolean }> {
  const first = segmentOf(from);
  if (count === 1) {
    const limit = Math.max(1, Math.min(wanted, SEGMENT_ITEMS));
    return await querySegmentPart(table, first, from, to, { limit, backwards });
  }
  const segments = Array.from({ length: count }, (_, index) => first + index);
  const items = (await inParallel(segments, count, (one) => querySegment(table, one, from, to))).flat();
  return { items: backwards ? items.reverse() : items, isCut: false };
}

/** Whether the part of the log begins where a chunk does. A tombstone proves nothing: it may stand inside a chunk. */
function beginsAt(item: LogItem | undefined, offset: number): boolean {
  return offset === 1 || (item?.kind === 'chunk' && item.first === offset);
}

/** The chunk that begins before an offset and has it, if there is one. */
async function findCutChunk(table: Table, offset: number): Promise<Chunk | undefined> {
  const from = Math.max(1, offset - limits.eventBatch.events + 1);
  let to = offset - 1;
  while (to >= from) {
    const range = [segmentOf(to), from, to] as const;
    const { items } = await querySegmentPart(table, ...range, { limit: 1, backwards: true });
    const item = items[0];
    if (item?.kind === 'chunk') return lastOf(item) >= offset ? item : undefined;
    to = item === undefined ? segmentStart(segmentOf(to)) - 1 : item.first - 1;
  }
  return undefined;
}
