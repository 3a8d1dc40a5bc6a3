import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { limits } from '../../../../core/contract/limits.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { HEAD_KEY, type Reservation } from './event-items.ts';
import { parseHead } from './get-head.ts';

/** The usual case: the sender's clock is not behind that of the sender before. */
export const takeOffsetsParams = (table: string, count: number, at: number): UpdateCommandInput => ({
  TableName: table,
  Key: HEAD_KEY,
  UpdateExpression: 'SET lastTime = :at, lastCount = :count ADD head :count',
  ConditionExpression: 'attribute_not_exists(lastTime) OR lastTime <= :at',
  ExpressionAttributeValues: { ':at': at, ':count': count },
  ReturnValues: 'ALL_OLD',
});

/** For a clock that is behind: the time stays, and the sender takes it over. */
export const takeOffsetsLateParams = (table: string, count: number): UpdateCommandInput => ({
  TableName: table,
  Key: HEAD_KEY,
  UpdateExpression: 'SET lastCount = :count ADD head :count',
  ExpressionAttributeValues: { ':count': count },
  ReturnValues: 'ALL_OLD',
});

/** Offsets that were taken, and what was known of the log then. */
export interface Taken {
  readonly reservation: Reservation;
  /** Up to here everything was seen to be settled. */
  readonly stable: number;
}

/**
 * Offsets that nobody else gets, and a time that is not before that of earlier ones. Every writer of the log writes this
 * item: DynamoDB does about a thousand such a second. Offsets of an answer that was lost are nobody's, until a reader
 * buries them.
 */
export async function takeOffsets(table: Table, count: number, at: number): Promise<Taken> {
  if (count > limits.eventBatch.events) throw new Error(`${count} events are too many for one append.`);
  const inTime = await unlessRefused(
    table.client.send(new UpdateCommand(takeOffsetsParams(table.name, count, at))),
  );
  const { Attributes } =
    inTime === 'refused'
      ? await table.client.send(new UpdateCommand(takeOffsetsLateParams(table.name, count)))
      : inTime;
  if (Attributes === undefined) return { reservation: { first: 1, count, at, before: 0 }, stable: 0 };
  const { head, lastTime, lastCount, stable } = parseHead(Attributes);
  return {
    reservation: { first: head + 1, count, at: Math.max(at, lastTime), before: lastCount },
    stable,
  };
}
