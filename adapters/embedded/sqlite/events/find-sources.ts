import type { EventSelection } from '../../../../core/ports/event-log.ts';
import type { Streams } from './streams.ts';

/** One scan of an index that gives events of a selection by offset: of a stream, of a namespace, or of the whole log. */
export type EventSource =
  | { readonly of: 'stream' | 'namespace'; readonly id: number; readonly floor: number }
  | {
      readonly of: 'log';
      readonly floor: number;
      /** Whether an event of that namespace at that offset is among those. */
      readonly has: (namespaceId: number, offset: number) => boolean;
    };

/**
 * The scans that together give each event of the selection's scope and keys once. `floor`: the offset up to which events have
 * expired; times grow with offsets.
 *
 * @param offsetBefore the greatest offset of an event before a time.
 */
export function findSources(
  streams: Streams,
  { scope, keys }: EventSelection,
  offsetBefore: (time: number) => number,
): EventSource[] {
  const floors = new Map<number, number>();
  const floorAt = (time: number): number => {
    const known = floors.get(time) ?? offsetBefore(time);
    floors.set(time, known);
    return known;
  };
  const named = new Map<number, number>();
  for (const [name, notBefore] of scope.notBefore) {
    const id = streams.namespaceId(name);
    if (id !== undefined) named.set(id, floorAt(notBefore));
  }

  if (scope.others === undefined) {
    return [...named].flatMap(([namespaceId, floor]): EventSource[] => {
      if (keys === undefined) return [{ of: 'namespace', id: namespaceId, floor }];
      const found = keys.flatMap((key) => streams.find(namespaceId, key) ?? []);
      return found.map(({ id }) => ({ of: 'stream', id, floor }));
    });
  }
  const othersFloor = floorAt(scope.others);
  const floorOf = (namespaceId: number): number => named.get(namespaceId) ?? othersFloor;
  if (keys !== undefined) {
    const found = keys.flatMap((key) => streams.withKey(key));
    return found.map(({ id, namespaceId }) => ({ of: 'stream', id, floor: floorOf(namespaceId) }));
  }
  const floor = Math.min(othersFloor, ...named.values());
  return [{ of: 'log', floor, has: (namespaceId, offset) => offset > floorOf(namespaceId) }];
}
