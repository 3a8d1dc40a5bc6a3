import * as z from 'zod';
import { type Key, sortableId } from '../table.ts';
import type { PackedEvents } from './pack-events.ts';

/*
 * The items of the log, in the events table:
 *
 * - head:       counts the offsets given out, with the time of the last and the offset up to which all is known to be settled.
 * - chunk:      the events of one append, under the first of their offsets, in the partition of its segment. Its conditional write is
 *               what commits them. A large one has its events in parts, written before it.
 * - tombstone:  in the place of a chunk that its sender did not write in time; it never will be.
 * - pointer:    by key and namespace, and by namespace, where a chunk has events of them; written before the chunk.
 * - buried:     per segment the offsets with a tombstone, so that pointers that lead to one are known without following them.
 * - time:       the time and first offset of an append that began a segment.
 * - namespace:  a namespace that the log has, or was about to get, events of.
 * - producer:   see `producers/producer-items.ts`. claim: see `append-once.ts`.
 */

/** Offsets of one partition. Few, so that large batches spread over the partitions of the table. */
const SEGMENT_OFFSETS = 100;

export const HEAD_KEY: Key = { PK: 'head', SK: 'head' };

export const segmentOf = (offset: number): number => Math.floor(offset / SEGMENT_OFFSETS);
export const segmentStart = (segment: number): number => segment * SEGMENT_OFFSETS;
export const segmentEnd = (segment: number): number => segmentStart(segment + 1) - 1;

/** What partitions of chunks begin with: the table's stream is filtered by it. */
export const SEGMENT_PREFIX = 'segment#';
export const segmentPartition = (segment: number): string => `${SEGMENT_PREFIX}${segment}`;
export const chunkKey = (first: number): Key => ({
  PK: segmentPartition(segmentOf(first)),
  SK: sortableId(first),
});

/** Offsets that one sender was given, and the time of all of them. */
export interface Reservation {
  readonly first: number;
  readonly count: number;
  /** Milliseconds since the epoch; offsets given out before have no later time. */
  readonly at: number;
  /** How many the reservation before had: where its chunk is missing, it is known where that would begin. */
  readonly before: number;
}

export interface Chunk extends Reservation {
  readonly kind: 'chunk';
  /** In it, or in parts of so many events. */
  readonly events: PackedEvents | { readonly parts: readonly number[] };
}

/** Offsets that nobody uses: those of one reservation, or one where it is not known whose it is. */
export interface Tombstone {
  readonly kind: 'tombstone';
  readonly first: number;
  readonly count: number;
}

export type LogItem = Chunk | Tombstone;

export const lastOf = ({ first, count }: { first: number; count: number }): number => first + count - 1;

const place = { count: z.number(), at: z.number(), before: z.number() };

const itemSchema = z.union([
  z.object({ SK: z.string(), count: z.number(), dead: z.literal(true) }),
  z.object({ SK: z.string(), ...place, parts: z.array(z.number()) }),
  z.object({ SK: z.string(), ...place, text: z.string() }),
  z.object({ SK: z.string(), ...place, packed: z.instanceof(Uint8Array) }),
]);

export function parseLogItem(item: unknown): LogItem {
  const { SK, count, ...rest } = itemSchema.parse(item);
  const first = Number(SK);
  if ('dead' in rest) return { kind: 'tombstone', first, count };
  const { at, before, ...events } = rest;
  return { kind: 'chunk', first, count, at, before, events };
}

/** The TTL of what expires at `time` (milliseconds since the epoch), in seconds. */
export const ttlOf = (time: number): number => Math.ceil(time / 1000);
