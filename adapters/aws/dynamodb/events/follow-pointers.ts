import type { EventRecord } from '../../../../core/ports/event-log.ts';
import type { Table } from '../table.ts';
import { getChunks } from './get-chunks.ts';
import { listBuried } from './list-buried.ts';
import { loadEvents } from './load-events.ts';
import type { Place } from './merge-pointers.ts';
import { unpackEvents } from './pack-events.ts';
import type { Pointer } from './pointer-items.ts';

/**
 * The events at these places, in their order. Pointers of chunks that were never written lead nowhere: the chunk is not
 * there, or, where the pointer has the events itself, its offset is noted as buried.
 */
export async function followPointers(table: Table, places: readonly Place[]): Promise<EventRecord[]> {
  const pointers = [...new Set(places.map(({ pointer }) => pointer))];
  const [whole, bare] = [
    pointers.filter(({ events }) => events !== undefined),
    pointers.filter(({ events }) => events === undefined),
  ];
  const [inPointers, inChunks] = await Promise.all([unpackPointers(table, whole), loadChunks(table, bare)]);
  const found = new Map([...inPointers, ...inChunks].map((event) => [event.offset, event]));
  return places.flatMap(({ offset }) => found.get(offset) ?? []);
}

async function unpackPointers(table: Table, pointers: readonly Pointer[]): Promise<EventRecord[]> {
  if (pointers.length === 0) return [];
  const firsts = pointers.map(({ first }) => first);
  const buried = await listBuried(table, Math.min(...firsts), Math.max(...firsts));
  return pointers
    .filter(({ first }) => !buried.has(first))
    .flatMap(({ first, at, positions, events }) =>
      unpackEvents(events!).map((content, index) => ({
        ...content,
        offset: first + positions[index]!,
        createdAt: at,
      })),
    );
}

async function loadChunks(table: Table, pointers: readonly Pointer[]): Promise<EventRecord[]> {
  const positions = new Map<number, number[]>();
  for (const pointer of pointers) {
    positions.set(pointer.first, [...(positions.get(pointer.first) ?? []), ...pointer.positions]);
  }
  const chunks = await getChunks(table, [...positions.keys()]);
  const wanted = chunks.map((chunk) => ({ chunk, positions: positions.get(chunk.first)! }));
  return (await loadEvents(table, wanted)).flat();
}
