import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { getRecord } from './get-handler.ts';
import { recordKey } from './handler-items.ts';
import { pointAt } from './point-at-handler.ts';
import { deletePointers, expireStaleTags } from './retire-pointers.ts';

/** The first version needs the name to be free; a later one needs the version before it. */
export const putRecordParams = (table: string, record: HandlerRecord): PutCommandInput => ({
  TableName: table,
  Item: { ...recordKey(record.hook, record.name), ...record },
  ...(record.version === 0
    ? { ConditionExpression: 'attribute_not_exists(PK)' }
    : {
        ConditionExpression: 'id = :id AND version = :previous',
        ExpressionAttributeValues: { ':id': record.id, ':previous': record.version - 1 },
      }),
});

/**
 * Makes a written version the current one. False when the handler was removed meanwhile, or another got the name; the
 * pointers are gone then. Several may do it for one version: the first write counts.
 */
export async function switchHandler(
  table: Table,
  previous: HandlerRecord | undefined,
  record: HandlerRecord,
): Promise<boolean> {
  await pointAt(table, record);
  const written = await unlessRefused(table.client.send(new PutCommand(putRecordParams(table.name, record))));
  if (written === 'refused') {
    const standing = await getRecord(table, record.hook, record.name);
    if (standing?.id !== record.id) {
      await deletePointers(table, record);
      return false;
    }
  }
  if (previous !== undefined) await expireStaleTags(table, previous, record);
  return true;
}
