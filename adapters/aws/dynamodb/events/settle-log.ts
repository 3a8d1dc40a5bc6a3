import { advanceStable } from './advance-stable.ts';
import { type LogItem, segmentOf } from './event-items.ts';
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

/** The settled offset, at least `upTo` where that was given out; without a look where this process knows. */
export async function settleUpTo(log: LogContext, upTo: number | undefined): Promise<number> {
  if (upTo !== undefined && upTo <= log.settledTo) return log.settledTo;
  return (await settleLog(log, { upTo })).settledTo;
}

async function goOn(
  log: LogContext,
  head: Head,
  { upTo = head.head, patient = true }: { upTo?: number | undefined; patient?: boolean },
): Promise<boolean> {
  const target = Math.min(head.head, upTo);
  const patience = startPatience(log);
  let foundBuried = false;
  while (log.settledTo < target) {
    const from = log.settledTo + 1;
    const { next, buried, beyond } = walkDecided(await lookAhead(log, from, head.head), from);
    if (buried.length > 0) {
      await noteBuried(log.table, buried);
      foundBuried = true;
    }
    log.settledTo = Math.max(log.settledTo, next - 1);
    if (next > from) continue;
    const gap = gapAt(beyond, head);
    if (patience.isOver(gap.takenBy)) await buryOffsets(log.table, next, gap.through, gap.lastFirst);
    else if (patient) await patience.wait();
    else return foundBuried;
  }
  return foundBuried;
}

/** What there is from an offset on, of the first segment that has something. */
async function lookAhead({ table }: LogContext, from: number, head: number): Promise<LogItem[]> {
  for (let segment = segmentOf(from); segment <= segmentOf(head); segment++) {
    const items = await querySegment(table, segment, from, head);
    if (items.length > 0) return items;
  }
  return [];
}

/** What is known of offsets where nothing begins; times do not go back from one reservation to the next. */
function gapAt(beyond: LogItem | undefined, { head, lastCount, lastTime }: Head) {
  if (beyond === undefined) return { through: head, lastFirst: head - lastCount + 1, takenBy: lastTime };
  const through = beyond.first - 1;
  return beyond.kind === 'chunk'
    ? { through, lastFirst: beyond.first - beyond.before, takenBy: beyond.at }
    : { through, lastFirst: beyond.first, takenBy: lastTime };
}
