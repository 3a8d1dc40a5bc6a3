import type { ProducerKey } from '../../../../../core/ports/event-log.ts';
import type { LogContext } from '../log-context.ts';
import { resolveReservation } from '../resolve-reservation.ts';
import type { ProducerState } from './producer-items.ts';
import { replaceState } from './replace-state.ts';

/**
 * Sees to it that the events of the newest range are there. If their sender does not come, the range is taken back: its
 * offsets are buried first, so that the sender, should it wake up, is refused and begins anew. False then: the producer
 * is in another state.
 */
export async function completeNewest(
  log: LogContext,
  producer: ProducerKey,
  state: ProducerState,
): Promise<boolean> {
  const newest = state.ranges.at(-1);
  if (newest === undefined) return true;
  const resolved = await resolveReservation(log, {
    first: newest.offset,
    count: newest.count,
    takenAt: state.claimedAt,
    expiresAt: state.until,
  });
  if (resolved === 'written') return true;
  await replaceState(log.table, producer, state, {
    ...state,
    nextSequence: newest.sequence,
    ranges: state.ranges.slice(0, -1),
  });
  return false;
}
