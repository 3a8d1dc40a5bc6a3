import { advanceStable } from './advance-stable.ts';
import { segmentEnd, segmentOf } from './event-items.ts';
import { getHead, type Head } from './get-head.ts';
import type { LogContext } from './log-context.ts';
import { noteBuried } from './note-buried.ts';
import { startPatience } from './patience.ts';
import { buryOffsets } from './put-tombstone.ts';
import { querySegment } from './query-segment.ts';
import { walkDecided } from './walk-decided.ts';

/** So many offsets, and what was seen to be settled is written down for others. */
const STABLE_STEP = 64;

/**
 * Finds out up to where the log is settled: every offset is in a chunk or a tombstone, for ever, so that nothing can be
 * committed there any more. At a gap it waits for the sender; one that takes too long loses its place to a tombstone, and
 * its chunk is refused.
 *
 * @returns the settled offset, at least the last one given out when it was called, and when that was.
 */
export async function settleLog(
  log: LogContext,
  options: {
    /** As far as the caller wants to read; the end of the log unless given. */
    upTo?: number | undefined;
    /** False: stop at a gap whose sender may still come. */
    patient?: boolean;
  } = {},
): Promise<{ settledTo: number; lastTime: number }> {
  const head = await getHead(log.table);
  if (head === undefined) return { settledTo: 0, lastTime: 0 };
  log.settledTo = Math.max(log.settledTo, head.stable);
  const foundBuried = await goOn(log, head, options);
  if (foundBuried || log.settledTo - head.stable >= STABLE_STEP)
    await advanceStable(log.table, log.settledTo);
  return { settledTo: log.settledTo, lastTime: head.lastTime };
}

async function goOn(
  log: LogContext,
  head: Head,
  { upTo = head.head, patient = true }: { upTo?: number | undefined; patient?: boolean },
): Promise<boolean> {
  const target = Math.min(head.head, upTo);
  let foundBuried = false;
  const patience = startPatience(log);
  while (log.settledTo < target) {
    const from = log.settledTo + 1;
    const to = Math.min(segmentEnd(segmentOf(from)), head.head);
    const { next, buried, beyond } = walkDecided(
      await querySegment(log.table, segmentOf(from), from, to),
      from,
    );
    if (buried.length > 0) {
      await noteBuried(log.table, buried);
      foundBuried = true;
    }
    log.settledTo = Math.max(log.settledTo, next - 1);
    if (next > to || log.settledTo >= target) continue;
    // Times do not go back: what is missing was taken before what is there, or before the last of all.
    const takenBy = beyond?.kind === 'chunk' ? beyond.at : head.lastTime;
    if (patience.isOver(takenBy)) {
      await buryOffsets(log.table, next, beyond === undefined ? to : beyond.first - 1);
    } else if (patient) await patience.wait();
    else return foundBuried;
  }
  return foundBuried;
}
