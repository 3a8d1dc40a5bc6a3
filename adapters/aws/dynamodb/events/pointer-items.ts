import * as z from 'zod';
import { sha256Parts } from '../../../../core/hash.ts';
import type { EventDraft } from '../../../../core/ports/event-log.ts';
import { type Key, sortableId } from '../table.ts';
import { type Reservation, ttlOf } from './event-items.ts';
import { type PackedEvents, packEvents, packedSize, parsePacked } from './pack-events.ts';

/** A pointer has its events itself up to this size, which costs nothing: one write unit is the least. */
const INLINE_BYTES = 800;

/** Values of so many characters are not tried to be made as short as that. */
const PACKABLE_LENGTH = 8 * 1024;

/** The pointers to events of one namespace. Names are longer than keys of DynamoDB may be, so they are hashed. */
export const namespacePartition = (namespace: string): string => `namespace#${sha256Parts([namespace])}`;

/** The pointers to events of one key in one namespace. */
export const streamPartition = (namespace: string, key: string): string =>
  `stream#${sha256Parts([namespace, key])}`;

/** Says which events of a chunk belong to a stream or namespace. */
export interface Pointer {
  /** The first offset of the chunk. */
  readonly first: number;
  readonly at: number;
  /** Which of its events, from 0, ascending. */
  readonly positions: readonly number[];
  /** These events, where there was room. */
  readonly events: PackedEvents | undefined;
}

/**
 * The pointers of an append. They sort by the last of their events, so that a query after an offset finds just those with an
 * event after it.
 */
export function pointerItems(reservation: Reservation, drafts: readonly EventDraft[]): Key[] {
  const places = new Map<string, number[]>();
  for (const [position, { namespace, key }] of drafts.entries()) {
    for (const partition of [namespacePartition(namespace), streamPartition(namespace, key)]) {
      const positions = places.get(partition) ?? [];
      places.set(partition, positions);
      positions.push(position);
    }
  }
  return [...places].map(([PK, positions]) => {
    const own = positions.map((position) => drafts[position]!);
    return {
      PK,
      SK: sortableId(reservation.first + positions.at(-1)!),
      first: reservation.first,
      at: reservation.at,
      positions: formatPositions(positions),
      ...packShort(own),
      expiresAt: ttlOf(Math.max(...own.map(({ expiresAt }) => expiresAt))),
    };
  });
}

function packShort(drafts: readonly EventDraft[]): PackedEvents | undefined {
  if (drafts.reduce((length, { value }) => length + value.length, 0) > PACKABLE_LENGTH) return undefined;
  const packed = packEvents(drafts);
  return packedSize(packed) <= INLINE_BYTES ? packed : undefined;
}

/** `0-3,7`: runs of neighbours as their ends. */
export function formatPositions(positions: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const position of positions) {
    const run = runs.at(-1);
    if (run?.[1] === position - 1) run[1] = position;
    else runs.push([position, position]);
  }
  return runs.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(',');
}

export function parsePositions(text: string): number[] {
  return text.split(',').flatMap((run) => {
    const [from = 0, to = from] = run.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

const pointerSchema = z.object({
  first: z.number(),
  at: z.number(),
  positions: z.string().transform(parsePositions),
  text: z.string().optional(),
  packed: z.instanceof(Uint8Array).optional(),
});

export function parsePointer(item: unknown): Pointer {
  const { text, packed, ...pointer } = pointerSchema.parse(item);
  return { ...pointer, events: text === undefined && packed === undefined ? undefined : parsePacked(item) };
}
