import type { EventRecord } from '../../../../core/ports/event-log.ts';
import { batchGet } from '../batch-get.ts';
import type { Table } from '../table.ts';
import type { Chunk } from './event-items.ts';
import { type PackedEvents, parsePacked, unpackEvents } from './pack-events.ts';
import { partKey } from './put-chunk.ts';

/** Events of a chunk; all of them unless their positions are given. */
export interface Wanted {
  readonly chunk: Chunk;
  readonly positions?: readonly number[];
}

/** The events, chunk by chunk, each by offset. Of a chunk in parts, only those parts are read that have some of them. */
export async function loadEvents(table: Table, wanted: readonly Wanted[]): Promise<EventRecord[][]> {
  const parts = await loadParts(table, wanted.flatMap(partsOf));
  return wanted.map((want) => {
    const { chunk, positions } = want;
    const all =
      'parts' in chunk.events
        ? partsOf(want).flatMap(({ id, start }) => placed(chunk, start, parts.get(id)))
        : placed(chunk, 0, chunk.events);
    if (positions === undefined) return all;
    const offsets = new Set(positions.map((position) => chunk.first + position));
    return all.filter(({ offset }) => offsets.has(offset));
  });
}

interface Part {
  readonly id: string;
  readonly first: number;
  readonly index: number;
  /** The position of its first event in the chunk. */
  readonly start: number;
}

function partsOf({ chunk, positions }: Wanted): Part[] {
  if (!('parts' in chunk.events)) return [];
  let start = 0;
  return chunk.events.parts.flatMap((count, index) => {
    const part = { id: `${chunk.first} ${index}`, first: chunk.first, index, start };
    start += count;
    const isWanted = positions?.some((position) => position >= part.start && position < start) ?? true;
    return isWanted ? [part] : [];
  });
}

async function loadParts(table: Table, parts: readonly Part[]): Promise<Map<string, PackedEvents>> {
  const byKey = new Map(
    parts.map((part) => {
      const key = partKey(part.first, part.index);
      return [`${key.PK} ${key.SK}`, { part, key }];
    }),
  );
  const items = await batchGet(
    table,
    [...byKey.values()].map(({ key }) => key),
  );
  return new Map(
    items.map((item) => [byKey.get(`${item.PK} ${item.SK}`)!.part.id, parsePacked(item)] as const),
  );
}

/** A part that is missing has expired. */
function placed({ first, at }: Chunk, start: number, events: PackedEvents | undefined): EventRecord[] {
  if (events === undefined) return [];
  return unpackEvents(events).map((content, index) => ({
    ...content,
    offset: first + start + index,
    createdAt: at,
  }));
}
