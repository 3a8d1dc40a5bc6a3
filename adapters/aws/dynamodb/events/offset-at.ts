import { lastOf } from './event-items.ts';
import type { LogContext } from './log-context.ts';
import { settleLog } from './settle-log.ts';
import { findMark } from './time-marks.ts';
import { walkChunks } from './walk-chunks.ts';

/**
 * The greatest offset taken at that time or before. It starts at the last mark that is not later: what comes before the mark
 * was taken by then, also where it has expired.
 */
export async function offsetAt(log: LogContext, time: number): Promise<number> {
  const { settledTo, lastTime } = await settleLog(log);
  if (lastTime <= time) return settledTo;
  let found = (await findMark(log.table, Math.max(0, time))) - 1;
  const range = { after: found, upTo: settledTo };
  for await (const chunks of walkChunks(log.table, range, false, () => 100)) {
    for (const chunk of chunks) {
      if (chunk.at > time) return found;
      found = lastOf(chunk);
    }
  }
  return found;
}
