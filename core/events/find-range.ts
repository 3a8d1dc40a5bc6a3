import type { EventLog, EventRange } from '../ports/event-log.ts';

/** A part of the log as users name it. */
export interface NamedRange {
  /** Exclusive; 0 counts as absent. */
  readonly afterOffset?: number | undefined;
  /** Inclusive. */
  readonly endOffset?: number | undefined;
  /** Inclusive, milliseconds since the epoch; an offset beats it (AIFlow's notification service). */
  readonly startTime?: number | undefined;
}

export async function findRange(
  deps: { events: Pick<EventLog, 'offsetAt'> },
  { afterOffset, endOffset, startTime }: NamedRange,
): Promise<EventRange> {
  if (afterOffset !== undefined && afterOffset > 0) return { after: afterOffset, upTo: endOffset };
  return { after: startTime === undefined ? 0 : await deps.events.offsetAt(startTime - 1), upTo: endOffset };
}
