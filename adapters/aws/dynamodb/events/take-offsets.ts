import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { limits } from '../../../../core/contract/limits.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { HEAD_KEY, type Reservation } from './event-items.ts';
import { type Head, parseHead } from './get-head.ts';

/** The usual case: the sender's clock is not behind that of the sender before. */
export const takeOffsetsParams = (table: string, count: number, at: number): UpdateCommandInput => ({
  TableName: table,
  Key: HEAD_KEY,
  UpdateExpression: 'SET lastTime = :at ADD head :count',
  ConditionExpression: 'attribute_not_exists(lastTime) OR lastTime <= :at',
  ExpressionAttributeValues: { ':at': at, ':count': count },
  ReturnValues: 'ALL_NEW',
});

/** For a clock that is behind: the time stays, and the sender takes it over. */
export const takeOffsetsLateParams = (table: string, count: number): UpdateCommandInput => ({
  TableName: table,
  Key: HEAD_KEY,
  UpdateExpression: 'ADD head :count',
  ExpressionAttributeValues: { ':count': count },
  ReturnValues: 'ALL_NEW',
});

/**
 * Offsets that nobody else gets, and a time that is not before that of earlier ones. Every writer of the log writes this
 * item: DynamoDB does about a thousand such a second. Offsets of an answer that was lost are nobody's, until a reader
 * buries them.
 */
export async function takeOffsets(
  table: Table,
  count: number,
  at: number,
): Promise<{ reservation: Reservation; head: Head }> {
  if (count > limits.eventBatch.events) throw new Error(`${count} events are too many for one append.`);
  const inTime = await unlessRefused(
    table.client.send(new UpdateCommand(takeOffsetsParams(table.name, count, at))),
  );
  const { Attributes } =
    inTime === 'refused'
      ? await table.client.send(new UpdateCommand(takeOffsetsLateParams(table.name, count)))
      : inTime;
  const head = parseHead(Attributes);
  return { reservation: { first: head.head - count + 1, count, at: Math.max(at, head.lastTime) }, head };
}
