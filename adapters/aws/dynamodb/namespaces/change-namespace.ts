import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { NamespaceRecord, NamespaceStore } from '../../../../core/ports/namespace-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { namespaceKey, parseNamespace } from './namespace-items.ts';

type Change = Parameters<NamespaceStore['change']>[1];

export const changeNamespaceParams = (
  table: string,
  name: string,
  { readers, writers, retentionDays }: Change,
): UpdateCommandInput => ({
  TableName: table,
  Key: namespaceKey(name),
  UpdateExpression: 'SET readers = :readers, writers = :writers, retentionDays = :retentionDays',
  ConditionExpression: 'attribute_exists(PK)',
  ExpressionAttributeValues: { ':readers': readers, ':writers': writers, ':retentionDays': retentionDays },
  ReturnValues: 'ALL_NEW',
});

export async function changeNamespace(
  table: Table,
  name: string,
  change: Change,
): Promise<NamespaceRecord | undefined> {
  const params = changeNamespaceParams(table.name, name, change);
  const written = await unlessRefused(table.client.send(new UpdateCommand(params)));
  return written === 'refused' ? undefined : parseNamespace(written.Attributes);
}
