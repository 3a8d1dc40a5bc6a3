import {
  PutCommand,
  type PutCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import type { Key, Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { listingKeys, tagKeys } from './handler-items.ts';

const pointer = ({ id, hook, name, tenantId }: HandlerRecord) => ({ id, hook, name, tenantId });

export const putListingParams = (table: string, key: Key, record: HandlerRecord): PutCommandInput => ({
  TableName: table,
  Item: { ...key, ...pointer(record) },
});

/** A tag pointer carries the newest version that wants it, so that no older one's clean-up takes it away. */
export const putTagParams = (table: string, key: Key, record: HandlerRecord): UpdateCommandInput => ({
  TableName: table,
  Key: key,
  UpdateExpression:
    'SET id = :id, hook = :hook, #name = :name, tenantId = :tenantId, version = :version REMOVE expiresAt',
  ConditionExpression: 'attribute_not_exists(PK) OR version < :version',
  ExpressionAttributeNames: { '#name': 'name' },
  ExpressionAttributeValues: {
    ':id': record.id,
    ':hook': record.hook,
    ':name': record.name,
    ':tenantId': record.tenantId,
    ':version': record.version,
  },
});

/** Writes the pointers that a version needs, before the switch to it. */
export async function pointAt(table: Table, record: HandlerRecord): Promise<void> {
  const listings = record.version === 0 ? listingKeys(record) : [];
  await Promise.all([
    ...listings.map((key) => table.client.send(new PutCommand(putListingParams(table.name, key, record)))),
    ...tagKeys(record).map((key) =>
      unlessRefused(table.client.send(new UpdateCommand(putTagParams(table.name, key, record)))),
    ),
  ]);
}
