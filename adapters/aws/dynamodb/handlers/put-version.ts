import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { getVersion } from './get-handler.ts';
import { versionKey } from './handler-items.ts';

export const putVersionParams = (table: string, record: HandlerRecord, writer: string): PutCommandInput => ({
  TableName: table,
  Item: { ...versionKey(record.id, record.version), ...record, writer },
  ConditionExpression: 'attribute_not_exists(PK)',
});

/**
 * Writes a version, once and for ever; returns the one that stands under its number afterwards, which is another's when
 * two registrations raced or one stopped half-way.
 */
export async function putVersion(
  table: Table,
  record: HandlerRecord,
  writer: string,
): Promise<{ record: HandlerRecord; writer: string }> {
  const written = await unlessRefused(
    table.client.send(new PutCommand(putVersionParams(table.name, record, writer))),
  );
  if (written !== 'refused') return { record, writer };
  const standing = await getVersion(table, record.id, record.version);
  if (standing === undefined) throw new Error(`Version ${record.id}@${record.version} vanished.`);
  return standing;
}
