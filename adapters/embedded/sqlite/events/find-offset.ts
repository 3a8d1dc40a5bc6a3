import type { Database } from '../database.ts';
import type { LogEnd } from './write-events.ts';

/**
 * The greatest offset of an event taken at that time or before, in the log that ends at `end`; 0 when there is none. Times grow with
 * offsets: halving the log again and again finds it.
 */
export function findOffset(database: Database, end: LogEnd, time: number): number {
  if (time >= end.createdAt) return end.offset;
  const firstFrom = database.prepare(
    'SELECT offset, created_at AS createdAt FROM events WHERE offset >= ? AND offset <= ? ORDER BY offset LIMIT 1',
  );
  const oldest = firstFrom.get(0, end.offset) as LogEnd | undefined;
  // Most often nothing is that old.
  if (oldest === undefined || oldest.createdAt > time) return 0;
  let found = oldest.offset;
  let upTo = end.offset;
  while (found < upTo) {
    const middle = found + Math.ceil((upTo - found) / 2);
    const event = firstFrom.get(middle, upTo) as LogEnd | undefined;
    if (event !== undefined && event.createdAt <= time) found = event.offset;
    else upTo = middle - 1;
  }
  return found;
}
