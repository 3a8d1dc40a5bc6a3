import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ProducerKey } from '../../../../../core/ports/event-log.ts';
import type { Table } from '../../table.ts';
import { unlessRefused } from '../../unless-refused.ts';
import { getProducer } from './get-producer.ts';
import { formatRanges, type ProducerState, producerKey } from './producer-items.ts';

/** The ranges tell every state from every other, since no two have the same offset. */
export const replaceStateParams = (
  table: string,
  producer: ProducerKey,
  before: ProducerState,
  after: ProducerState,
): UpdateCommandInput => ({
  TableName: table,
  Key: producerKey(producer),
  UpdateExpression: 'SET nextSequence = :next, ranges = :ranges, claimedAt = :claimedAt, #until = :until',
  ConditionExpression: 'incarnation = :incarnation AND nextSequence = :standing AND ranges = :before',
  ExpressionAttributeNames: { '#until': 'until' },
  ExpressionAttributeValues: {
    ':incarnation': before.incarnation,
    ':standing': before.nextSequence,
    ':before': formatRanges(before.ranges),
    ':next': after.nextSequence,
    ':ranges': formatRanges(after.ranges),
    ':claimedAt': after.claimedAt,
    ':until': after.until,
  },
});

/** True when the producer is in the state `after` now; false when another was first. */
export async function replaceState(
  table: Table,
  producer: ProducerKey,
  before: ProducerState,
  after: ProducerState,
): Promise<boolean> {
  const params = replaceStateParams(table.name, producer, before, after);
  const written = await unlessRefused(table.client.send(new UpdateCommand(params)));
  if (written !== 'refused') return true;
  // The SDK may have repeated a write whose answer was lost.
  const standing = await getProducer(table, producer);
  return (
    standing?.incarnation === after.incarnation &&
    formatRanges(standing.ranges) === formatRanges(after.ranges)
  );
}
