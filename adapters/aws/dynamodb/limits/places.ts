import { DeleteCommand, GetCommand, PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { WorkKey } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { limitExpiry, type Place, placeKey, placeSchema } from './limit-items.ts';

export async function getPlace(table: Table, key: WorkKey): Promise<Place | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: placeKey(key), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : placeSchema.parse(Item);
}

export const putPlaceParams = (table: string, key: WorkKey, place: Place, now: number): PutCommandInput => ({
  TableName: table,
  Item: { ...placeKey(key), ...place, expiresAt: limitExpiry(now) },
  ConditionExpression: 'attribute_not_exists(PK)',
});

/** False when it has one already. */
export async function putPlace(table: Table, key: WorkKey, place: Place, now: number): Promise<boolean> {
  const params = putPlaceParams(table.name, key, place, now);
  return (await unlessRefused(table.client.send(new PutCommand(params)))) !== 'refused';
}

export async function deletePlace(table: Table, key: WorkKey): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: placeKey(key) }));
}
