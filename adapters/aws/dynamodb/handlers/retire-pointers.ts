import {
  DeleteCommand,
  type DeleteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import type { Key, Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { listingKeys, tagKeys } from './handler-items.ts';

/**
 * How long a replaced version's tag pointers stay, in seconds. A selection that asks for an old and a new tag while a
 * handler moves from one to the other would find neither pointer if the old one went at once.
 */
const STALE_SECONDS = 3600;

/** Lets DynamoDB delete a tag pointer that versions from `record.version` on do without. */
export const expireTagParams = (table: string, key: Key, record: HandlerRecord): UpdateCommandInput => ({
  TableName: table,
  Key: key,
  UpdateExpression: 'SET expiresAt = :expiresAt',
  ConditionExpression: 'version < :version',
  ExpressionAttributeValues: {
    ':expiresAt': Math.ceil(record.updatedAt / 1000) + STALE_SECONDS,
    ':version': record.version,
  },
});

/** After the switch from `previous` to `record`: the tags that it has no more. */
export async function expireStaleTags(
  table: Table,
  previous: HandlerRecord,
  record: HandlerRecord,
): Promise<void> {
  const kept = new Set(tagKeys(record).map((key) => key.PK));
  const stale = tagKeys(previous).filter((key) => !kept.has(key.PK));
  await Promise.all(
    stale.map((key) =>
      unlessRefused(table.client.send(new UpdateCommand(expireTagParams(table.name, key, record)))),
    ),
  );
}

export const deleteTagParams = (table: string, key: Key, record: HandlerRecord): DeleteCommandInput => ({
  TableName: table,
  Key: key,
  ConditionExpression: 'version <= :version',
  ExpressionAttributeValues: { ':version': record.version },
});

/** Once the handler is no more, or has never been: all pointers that the version needed. */
export async function deletePointers(table: Table, record: HandlerRecord): Promise<void> {
  await Promise.all([
    ...listingKeys(record).map((key) =>
      table.client.send(new DeleteCommand({ TableName: table.name, Key: key })),
    ),
    ...tagKeys(record).map((key) =>
      unlessRefused(table.client.send(new DeleteCommand(deleteTagParams(table.name, key, record)))),
    ),
  ]);
}
