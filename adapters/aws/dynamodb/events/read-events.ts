import { limits } from '../../../../core/contract/limits.ts';
import type { EventRange, EventRecord, EventSelection } from '../../../../core/ports/event-log.ts';
import { findEvents } from './find-events.ts';
import type { LogContext } from './log-context.ts';
import { oldestOf } from './selects-event.ts';
import { settleUpTo } from './settle-log.ts';
import { findMark } from './time-marks.ts';
import type { SettledRange } from './walk-chunks.ts';

/** Fewer offsets than these are read rather than asking where those begin that have not expired. */
const FEW_OFFSETS = 1000;

export async function readEvents(
  log: LogContext,
  selection: EventSelection,
  range: EventRange,
  limit: number,
  newestFirst: boolean,
): Promise<{ events: EventRecord[]; searchedTo: number }> {
  const settled = await settledRange(log, selection, range);
  const events: EventRecord[] = [];
  let leftCharacters: number = limits.eventPage.sizeBytes;
  const found = findEvents(log, selection, settled, newestFirst, () => limit - events.length);
  for await (const piece of found) {
    for (const event of piece) {
      events.push(event);
      leftCharacters -= event.value.length;
      if (events.length === limit || leftCharacters < 0) return { events, searchedTo: event.offset };
    }
  }
  return { events, searchedTo: newestFirst ? range.after + 1 : Math.max(range.after, settled.upTo) };
}

/** Of the range what is settled; without the part at its beginning that nobody of the scope sees any more. */
export async function settledRange(
  log: LogContext,
  { scope }: EventSelection,
  { after, upTo }: EventRange,
): Promise<SettledRange> {
  const settledTo = await settleUpTo(log, upTo);
  const end = Math.min(upTo ?? settledTo, settledTo);
  const oldest = oldestOf(scope);
  if (end - after <= FEW_OFFSETS || oldest <= 0 || !Number.isFinite(oldest)) return { after, upTo: end };
  return { after: Math.max(after, (await findMark(log.table, oldest - 1)) - 1), upTo: end };
}
