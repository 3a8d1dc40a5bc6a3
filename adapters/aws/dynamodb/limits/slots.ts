import {
  GetCommand,
  type GetCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { limitExpiry, type Slots, slotsKey, slotsSchema } from './limit-items.ts';

export const getSlotsParams = (table: string, group: string): GetCommandInput => ({
  TableName: table,
  Key: slotsKey(group),
  ConsistentRead: true,
});

/** Who has a slot of the group; nobody when nobody ever asked. */
export async function getSlots(table: Table, group: string): Promise<Slots> {
  const { Item } = await table.client.send(new GetCommand(getSlotsParams(table.name, group)));
  return slotsSchema.parse(Item ?? {});
}

export const putSlotsParams = (
  table: string,
  group: string,
  { revision, holders }: Slots,
  now: number,
): UpdateCommandInput => ({
  TableName: table,
  Key: slotsKey(group),
  UpdateExpression: 'SET holders = :holders, revision = :next, expiresAt = :expiresAt',
  ConditionExpression:
    revision === 0 ? 'attribute_not_exists(revision) OR revision = :revision' : 'revision = :revision',
  ExpressionAttributeValues: {
    ':holders': holders,
    ':revision': revision,
    ':next': revision + 1,
    ':expiresAt': limitExpiry(now),
  },
});

/** Writes who has a slot, unless somebody changed that since it was read: false then. */
export async function putSlots(table: Table, group: string, slots: Slots, now: number): Promise<boolean> {
  const params = putSlotsParams(table.name, group, slots, now);
  return (await unlessRefused(table.client.send(new UpdateCommand(params)))) !== 'refused';
}

export const takePlaceParams = (table: string, group: string): UpdateCommandInput => ({
  TableName: table,
  Key: slotsKey(group),
  UpdateExpression: 'ADD lastPlace :one',
  ExpressionAttributeValues: { ':one': 1 },
  ReturnValues: 'UPDATED_NEW',
});

/** The next place in the line; one that is not used leaves a gap that matters to nobody. */
export async function takePlace(table: Table, group: string): Promise<number> {
  const { Attributes } = await table.client.send(new UpdateCommand(takePlaceParams(table.name, group)));
  return Number(Attributes?.lastPlace);
}
