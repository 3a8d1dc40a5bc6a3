import {
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Key, Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { setAttributes } from './set-attributes.ts';

/** What every item has that is written under its revision. */
export interface Revised extends Key {
  readonly revision: number;
  /** Of this write and no other. */
  readonly writeId: string;
}

/** Writes the whole item when its revision follows the stored one (1: when there is none). */
export function putRevisedParams(table: string, item: Revised): PutCommandInput {
  return {
    TableName: table,
    Item: item,
    ...(item.revision === 1
      ? { ConditionExpression: 'attribute_not_exists(PK)' }
      : {
          ConditionExpression: 'revision = :previous',
          ExpressionAttributeValues: { ':previous': item.revision - 1 },
        }),
  };
}

/** Sets these attributes, removes those that are undefined and leaves the others, when the revision follows the stored one. */
export function updateRevisedParams(table: string, { PK, SK, ...attributes }: Revised): UpdateCommandInput {
  const update = setAttributes(attributes);
  return {
    TableName: table,
    Key: { PK, SK },
    ...update,
    ConditionExpression: 'revision = :previous',
    ExpressionAttributeValues: {
      ...update.ExpressionAttributeValues,
      ':previous': attributes.revision - 1,
    },
  };
}

export const getWriteIdParams = (table: string, { PK, SK }: Key): GetCommandInput => ({
  TableName: table,
  Key: { PK, SK },
  ConsistentRead: true,
  ProjectionExpression: 'writeId',
});

/** As `putRevisedParams`; false when another write was first. */
export async function putRevised(table: Table, item: Revised): Promise<boolean> {
  const sent = table.client.send(new PutCommand(putRevisedParams(table.name, item)));
  return (await unlessRefused(sent)) !== 'refused' || (await isWritten(table, item));
}

/** As `updateRevisedParams`; false when another write was first, or there is nothing. */
export async function updateRevised(table: Table, item: Revised): Promise<boolean> {
  const sent = table.client.send(new UpdateCommand(updateRevisedParams(table.name, item)));
  return (await unlessRefused(sent)) !== 'refused' || (await isWritten(table, item));
}

/** The SDK may have repeated a write whose answer was lost, and was refused then. */
async function isWritten(table: Table, item: Revised): Promise<boolean> {
  const { Item } = await table.client.send(new GetCommand(getWriteIdParams(table.name, item)));
  return Item?.writeId === item.writeId;
}
