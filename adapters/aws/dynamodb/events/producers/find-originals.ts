import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { EventDraft, EventRecord, ProducerKey } from '../../../../../core/ports/event-log.ts';
import { queryPages } from '../../query-pages.ts';
import type { Table } from '../../table.ts';
import { getChunks } from '../get-chunks.ts';
import { loadEvents } from '../load-events.ts';
import { type ProducerState, parseOlderRanges, rangesKey, type SequenceRange } from './producer-items.ts';

/** Backwards from a sequence number. */
export const queryOlderRangesParams = (
  table: string,
  producer: ProducerKey,
  incarnation: string,
  sequence: number,
): QueryCommandInput => {
  const { PK, SK } = rangesKey(producer, incarnation, sequence);
  return {
    TableName: table,
    KeyConditionExpression: 'PK = :PK AND SK BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':PK': PK, ':from': rangesKey(producer, incarnation, 0).SK, ':to': SK },
    ScanIndexForward: false,
    ConsistentRead: true,
  };
};

/**
 * The events that a producer sent under these numbers. One that has expired and is gone comes back as it was sent again, at
 * offset 0.
 *
 * @param first the number of the first draft; all of them were sent before.
 */
export async function findOriginals(
  table: Table,
  producer: ProducerKey,
  state: ProducerState,
  first: number,
  drafts: readonly EventDraft[],
  at: number,
): Promise<EventRecord[]> {
  const ranges = await findRanges(table, producer, state, first, first + drafts.length - 1);
  const chunks = await getChunks(
    table,
    ranges.map(({ offset }) => offset),
  );
  const events = await loadEvents(
    table,
    chunks.map((chunk) => ({ chunk })),
  );
  const byOffset = new Map(events.flat().map((event) => [event.offset, event]));
  return drafts.map(({ expiresAt, ...draft }, index) => {
    const sequence = first + index;
    const range = ranges.find((one) => sequence >= one.sequence && sequence < one.sequence + one.count);
    const original = range && byOffset.get(range.offset + sequence - range.sequence);
    return original ?? { ...draft, offset: 0, createdAt: at };
  });
}

async function findRanges(
  table: Table,
  producer: ProducerKey,
  state: ProducerState,
  from: number,
  to: number,
): Promise<SequenceRange[]> {
  const found = [...state.ranges];
  const oldest = () => Math.min(state.nextSequence, ...found.map(({ sequence }) => sequence));
  if (oldest() > from) {
    const params = queryOlderRangesParams(
      table.name,
      producer,
      state.incarnation,
      Math.min(to, oldest() - 1),
    );
    for await (const items of queryPages(table, { ...params, Limit: 8 })) {
      found.push(...items.flatMap(parseOlderRanges));
      if (oldest() <= from) break;
    }
  }
  return found.filter(({ sequence, count }) => sequence <= to && sequence + count > from);
}
