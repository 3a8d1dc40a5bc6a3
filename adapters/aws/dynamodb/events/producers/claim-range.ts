import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ProducerKey } from '../../../../../core/ports/event-log.ts';
import type { Table } from '../../table.ts';
import { type Reservation, ttlOf } from '../event-items.ts';
import { formatRanges, type ProducerState, rangesKey } from './producer-items.ts';
import { replaceState } from './replace-state.ts';

/** So many ranges fit into the producer's item with one write unit, however long their numbers. */
const RANGES = 16;

/** The ranges of a producer that its item has no room for any more. */
export const putOlderRangesParams = (
  table: string,
  producer: ProducerKey,
  { incarnation, ranges, until }: ProducerState,
): PutCommandInput => ({
  TableName: table,
  Item: {
    ...rangesKey(producer, incarnation, ranges[0]!.sequence),
    ranges: formatRanges(ranges),
    expiresAt: ttlOf(until),
  },
});

/**
 * Claims the producer's next numbers for a reservation; false when another claimed first. The events of the ranges before are
 * there.
 *
 * @param until when the last of the events expires, milliseconds since the epoch.
 */
export async function claimRange(
  table: Table,
  producer: ProducerKey,
  state: ProducerState,
  reservation: Reservation,
  until: number,
): Promise<boolean> {
  const isFull = state.ranges.length >= RANGES;
  if (isFull) await table.client.send(new PutCommand(putOlderRangesParams(table.name, producer, state)));
  const { first: offset, count, at } = reservation;
  const kept = isFull ? [] : state.ranges;
  return await replaceState(table, producer, state, {
    incarnation: state.incarnation,
    nextSequence: state.nextSequence + count,
    ranges: [...kept, { sequence: state.nextSequence, count, offset }],
    claimedAt: at,
    until: isFull ? until : Math.max(state.until, until),
  });
}
