import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { type WaitingRequest, waitingKey, waitingPlaces } from './listener-items.ts';

export const removeWaitingParams = (
  table: string,
  place: string,
  { connectionId, id, token }: Pick<WaitingRequest, 'connectionId' | 'id' | 'token'>,
): DeleteCommandInput => ({
  TableName: table,
  Key: waitingKey(place, connectionId, id),
  ConditionExpression: 'attribute_exists(PK) AND #token = :token',
  ExpressionAttributeNames: { '#token': 'token' },
  ExpressionAttributeValues: { ':token': token },
});

/**
 * Takes a request off, from all of its places; a newer one of the same id stays.
 *
 * @returns false when it was taken off, or replaced, before.
 */
export async function removeWaiting(table: Table, request: WaitingRequest): Promise<boolean> {
  const removed = await Promise.all(
    waitingPlaces(request.filter).map((place) =>
      unlessRefused(table.client.send(new DeleteCommand(removeWaitingParams(table.name, place, request)))),
    ),
  );
  // One of them decides for all.
  return removed[0] !== 'refused';
}
