import type { EventDraft, EventRecord } from '../../../../core/ports/event-log.ts';
import { batchPut } from '../batch-put.ts';
import type { Reservation } from './event-items.ts';
import type { LogContext } from './log-context.ts';
import { noteNamespaces } from './log-namespaces.ts';
import { pointerItems } from './pointer-items.ts';
import { chunkItems, putChunk } from './put-chunk.ts';
import { settleLog } from './settle-log.ts';
import type { Taken } from './take-offsets.ts';
import { timeMark } from './time-marks.ts';

/** How far behind what is known to be settled may be before the senders look ahead; more than is on its way at a time. */
const LAG = 2000;

/** How far a sender that begins a segment looks then, at least: twice what it adds. */
const LOOK_AHEAD = 200;

/**
 * Writes events at the offsets that were taken for them: all that leads to them first, then the chunk, which commits them.
 * `buried` when the offsets were given up meanwhile: then nothing of it counts.
 */
export async function writeEvents(
  log: LogContext,
  { reservation, stable }: Taken,
  drafts: readonly EventDraft[],
): Promise<'written' | 'buried'> {
  const { chunk, parts } = chunkItems(reservation, drafts);
  const mark = timeMark(reservation);
  await Promise.all([
    batchPut(log.table, [...pointerItems(reservation, drafts), ...parts, ...mark]),
    noteNamespaces(
      log,
      drafts.map(({ namespace }) => namespace),
    ),
    mark.length > 0 && reservation.first - stable > LAG && settleOnTheWay(log, reservation, stable),
  ]);
  return await putChunk(log.table, reservation.first, chunk);
}

/**
 * A log that nobody reads is settled by its senders, so that the first reader finds little to do. Whether it works out is
 * not the sender's matter.
 */
async function settleOnTheWay(log: LogContext, { count }: Reservation, stable: number): Promise<void> {
  const upTo = stable + Math.max(LOOK_AHEAD, 2 * count);
  await settleLog(log, { upTo, patient: false }).catch(() => {});
}

/** The events as readers get them. */
export function recordsOf({ first, at }: Reservation, drafts: readonly EventDraft[]): EventRecord[] {
  return drafts.map(({ expiresAt, ...draft }, index) => ({ ...draft, offset: first + index, createdAt: at }));
}
