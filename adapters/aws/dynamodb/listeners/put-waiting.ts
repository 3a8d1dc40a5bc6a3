import {
  PutCommand,
  type PutCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { declareProblem } from '../../../../core/problem.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import {
  type ConnectionRecord,
  connectionKey,
  expiryOf,
  type WaitingRequest,
  waitingKey,
  waitingPlaces,
} from './listener-items.ts';

const tooManyKeys = declareProblem('connection-too-many-keys', {
  status: 422,
  title: 'Too many keys on one connection',
});

/** Keys and namespaces that one connection may have waited for: its item is read with each request. */
const MOST_PLACES = 500;

export const notePlacesParams = (
  table: string,
  connectionId: string,
  places: readonly string[],
): UpdateCommandInput => ({
  TableName: table,
  Key: connectionKey(connectionId),
  UpdateExpression: 'ADD places :places',
  ConditionExpression: 'attribute_exists(PK)',
  ExpressionAttributeValues: { ':places': new Set(places) },
});

export const putWaitingParams = (
  table: string,
  place: string,
  request: WaitingRequest,
  now: number,
): PutCommandInput => ({
  TableName: table,
  Item: {
    ...waitingKey(place, request.connectionId, request.id),
    ...request,
    filter: JSON.parse(JSON.stringify(request.filter)),
    expiresAt: expiryOf(now),
  },
});

/**
 * Lets a request wait, in each of its places; one of the same connection and id is replaced. The connection notes places that are
 * new to it first, so that what waits is found when it ends: a listener that asks on and on writes one item each time.
 *
 * @returns false when the connection has ended.
 */
export async function putWaiting(
  table: Table,
  connection: ConnectionRecord,
  request: WaitingRequest,
  now: number,
): Promise<boolean> {
  const places = waitingPlaces(request.filter);
  const unknown = places.filter((place) => !connection.places.has(place));
  if (unknown.length > 0) {
    if (connection.places.size + unknown.length > MOST_PLACES) {
      throw tooManyKeys(`A connection may wait for ${MOST_PLACES} different keys. Open another for more.`);
    }
    const params = notePlacesParams(table.name, connection.connectionId, unknown);
    if ((await unlessRefused(table.client.send(new UpdateCommand(params)))) === 'refused') return false;
  }
  await Promise.all(
    places.map((place) =>
      table.client.send(new PutCommand(putWaitingParams(table.name, place, request, now))),
    ),
  );
  return true;
}
