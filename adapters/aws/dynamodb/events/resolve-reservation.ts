import { getLogItem } from './get-log-item.ts';
import type { LogContext } from './log-context.ts';
import { startPatience } from './patience.ts';
import { buryReservation } from './put-tombstone.ts';

/**
 * Finds out whether what somebody took offsets for was written, or sees to it that it never will be. Long afterwards, when
 * its events may have been removed, nobody can tell, and it counts as written.
 *
 * @param reservation when it was taken, and when the last of its events expires, in milliseconds since the epoch.
 */
export async function resolveReservation(
  log: LogContext,
  reservation: { first: number; count: number; takenAt: number; expiresAt: number },
): Promise<'written' | 'buried'> {
  if (reservation.expiresAt <= log.clock.now()) return 'written';
  const patience = startPatience(log);
  for (;;) {
    const item = await getLogItem(log.table, reservation.first);
    if (item !== undefined) return item.kind === 'chunk' ? 'written' : 'buried';
    if (patience.isOver(reservation.takenAt)) await buryReservation(log.table, reservation);
    else await patience.wait();
  }
}
