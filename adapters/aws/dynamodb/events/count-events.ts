import type { EventRange, EventSelection } from '../../../../core/ports/event-log.ts';
import { inParallel } from '../in-parallel.ts';
import { findEvents } from './find-events.ts';
import type { LogContext } from './log-context.ts';
import { settledRange } from './read-events.ts';
import type { SettledRange } from './walk-chunks.ts';

/** A range is counted in so many pieces at once, unless they had fewer offsets than this. */
const PIECES = 8;
const SMALLEST_PIECE = 1000;

/** By sender, by name. Reads what it counts. */
export async function countEvents(
  log: LogContext,
  selection: EventSelection,
  range: EventRange,
): Promise<{ sender: string; count: number }[]> {
  const counts = new Map<string, number>();
  const pieces = splitRange(await settledRange(log, selection, range));
  await inParallel(pieces, PIECES, async (piece) => {
    for await (const events of findEvents(log, selection, piece, false, () => Number.POSITIVE_INFINITY)) {
      for (const { sender } of events) counts.set(sender, (counts.get(sender) ?? 0) + 1);
    }
  });
  return [...counts]
    .map(([sender, count]) => ({ sender, count }))
    .sort((a, b) => (a.sender < b.sender ? -1 : 1));
}

function splitRange({ after, upTo }: SettledRange): SettledRange[] {
  const size = Math.max(SMALLEST_PIECE, Math.ceil((upTo - after) / PIECES));
  const pieces: SettledRange[] = [];
  for (let from = after; from < upTo; from += size) {
    pieces.push({ after: from, upTo: Math.min(upTo, from + size) });
  }
  return pieces;
}
