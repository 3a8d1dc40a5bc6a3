import { type LogItem, lastOf } from './event-items.ts';

/** How far the log is decided, as far as the items tell. */
export interface Walked {
  /** The first offset that is not. */
  readonly next: number;
  /** The tombstones on the way. */
  readonly buried: number[];
  /** What begins after the gap at `next`. */
  readonly beyond: LogItem | undefined;
}

/**
 * Goes from item to item as long as each begins where the one before ended. Tombstones that were meant for offsets inside a chunk, or inside
 * a reservation that its owner gave up, are passed over.
 *
 * @param items by offset, from `next` on.
 */
export function walkDecided(items: readonly LogItem[], next: number): Walked {
  const buried: number[] = [];
  let at = next;
  for (const item of items) {
    if (item.first < at) continue;
    if (item.first > at) return { next: at, buried, beyond: item };
    if (item.kind === 'tombstone') buried.push(item.first);
    at = lastOf(item) + 1;
  }
  return { next: at, buried, beyond: undefined };
}
