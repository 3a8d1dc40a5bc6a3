import type { EventLog } from '../ports/event-log.ts';

/**
 * The greatest offset whose event was taken at that time (milliseconds since the epoch) or before, 0 when all are newer; without
 * a time the newest offset, expired events counted. Offsets are one sequence for everybody: they say how much the log
 * has taken, and nothing of what.
 */
export function findOffset(
  deps: { events: Pick<EventLog, 'latestOffset' | 'offsetAt'> },
  time: number | undefined,
): Promise<number> {
  return time === undefined ? deps.events.latestOffset() : deps.events.offsetAt(time);
}
