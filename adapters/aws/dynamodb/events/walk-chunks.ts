import { limits } from '../../../../core/contract/limits.ts';
import { inParallel } from '../in-parallel.ts';
import { queryPages } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { type Chunk, type LogItem, lastOf, parseLogItem, segmentEnd, segmentOf } from './event-items.ts';
import { querySegment, querySegmentParams } from './query-segment.ts';

/** Segments read at once. */
const CONCURRENT_SEGMENTS = 16;

export interface SettledRange {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive; nothing beyond what is settled. */
  readonly upTo: number;
}

/**
 * The chunks that have events in a settled part of the log, several at a time, by offset; backwards from its end if asked.
 *
 * @param width how many segments are worth to be read at once, as far as the caller knows; asked again and again.
 */
export async function* walkChunks(
  table: Table,
  { after, upTo }: SettledRange,
  backwards: boolean,
  width: () => number,
): AsyncGenerator<Chunk[]> {
  const from = after + 1;
  if (backwards) yield* walkBackwards(table, from, upTo, width);
  else yield* walkForwards(table, from, upTo, width);
}

async function* walkForwards(
  table: Table,
  from: number,
  upTo: number,
  width: () => number,
): AsyncGenerator<Chunk[]> {
  let next = from;
  // The first look tells how long the chunks are.
  let concurrent = 1;
  while (next <= upTo) {
    const items = await queryTogether(table, segmentOf(next), concurrent, next, upTo);
    if (next === from && !beginsAt(items, from)) {
      const cut = await findCutChunk(table, from);
      if (cut !== undefined) yield [cut];
    }
    if (items.length > 0) yield chunksOf(items);
    const end = segmentEnd(segmentOf(next) + concurrent - 1);
    const last = items.length === 0 ? end : lastOf(items.at(-1)!);
    next = Math.max(end, last) + 1;
    // Large batches leave the segments after them empty.
    concurrent = last > end ? 1 : Math.max(1, Math.min(width(), CONCURRENT_SEGMENTS));
  }
}

async function* walkBackwards(
  table: Table,
  from: number,
  upTo: number,
  width: () => number,
): AsyncGenerator<Chunk[]> {
  let last = upTo;
  let lowest: LogItem[] = [];
  while (last >= from) {
    const concurrent = Math.max(1, Math.min(width(), CONCURRENT_SEGMENTS));
    const segment = Math.max(segmentOf(from), segmentOf(last) - concurrent + 1);
    const items = await queryTogether(table, segment, concurrent, from, last);
    if (items.length > 0) {
      yield chunksOf(items).reverse();
      lowest = items;
    }
    last = segmentEnd(segment - 1);
  }
  if (upTo < from || beginsAt(lowest, from)) return;
  const cut = await findCutChunk(table, from);
  if (cut !== undefined) yield [cut];
}

async function queryTogether(
  table: Table,
  segment: number,
  count: number,
  from: number,
  to: number,
): Promise<LogItem[]> {
  const segments = Array.from({ length: count }, (_, index) => segment + index).filter(
    (one) => one <= segmentOf(to),
  );
  const items = await inParallel(segments, CONCURRENT_SEGMENTS, (one) => querySegment(table, one, from, to));
  return items.flat();
}

const chunksOf = (items: readonly LogItem[]): Chunk[] => items.filter((item) => item.kind === 'chunk');

/** Whether the part of the log begins where a chunk does. A tombstone proves nothing: it may stand inside a chunk. */
function beginsAt(items: readonly LogItem[], offset: number): boolean {
  return offset === 1 || (items[0]?.kind === 'chunk' && items[0].first === offset);
}

/** The chunk that begins before an offset and has it, if there is one. */
async function findCutChunk(table: Table, offset: number): Promise<Chunk | undefined> {
  const from = Math.max(1, offset - limits.eventBatch.events + 1);
  for (let segment = segmentOf(offset - 1); segment >= segmentOf(from); segment--) {
    const params = {
      ...querySegmentParams(table.name, segment, from, offset - 1),
      ScanIndexForward: false,
      Limit: 1,
    };
    for await (const page of queryPages(table, params)) {
      const item = page.map(parseLogItem)[0];
      if (item?.kind === 'chunk') return lastOf(item) >= offset ? item : undefined;
    }
  }
  return undefined;
}
