import type { Appended, EventDraft } from '../../../../core/ports/event-log.ts';
import type { LogContext } from './log-context.ts';
import { takeOffsets } from './take-offsets.ts';
import { recordsOf, writeEvents } from './write-events.ts';

/** How often a sender may be too slow for the readers in a row. */
export const MOST_ATTEMPTS = 20;

export function tooSlow(): Error {
  return new Error(`The events were not written in time, ${MOST_ATTEMPTS} times in a row.`);
}

/**
 * Appends events that no producer numbers. Where readers gave the offsets up before the events were there, it takes new
 * ones.
 */
export async function appendEvents(
  log: LogContext,
  drafts: readonly EventDraft[],
  at: number,
): Promise<Appended> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const taken = await takeOffsets(log.table, drafts.length, at);
    if ((await writeEvents(log, taken, drafts)) === 'written') {
      return { state: 'appended', events: recordsOf(taken.reservation, drafts), duplicates: 0 };
    }
  }
  throw tooSlow();
}
