import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { NamespaceRecord } from '../../../../core/ports/namespace-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { getNamespace } from './get-namespace.ts';
import { namespaceKey } from './namespace-items.ts';

export const addNamespaceParams = (table: string, namespace: NamespaceRecord): PutCommandInput => ({
  TableName: table,
  Item: { ...namespaceKey(namespace.name), ...namespace },
  ConditionExpression: 'attribute_not_exists(PK)',
});

/** Returns what stands there: the first addition. */
export async function addNamespace(table: Table, namespace: NamespaceRecord): Promise<NamespaceRecord> {
  const params = addNamespaceParams(table.name, namespace);
  const written = await unlessRefused(table.client.send(new PutCommand(params)));
  if (written !== 'refused') return namespace;
  const standing = await getNamespace(table, namespace.name);
  if (standing === undefined) throw new Error(`The namespace "${namespace.name}" vanished.`);
  return standing;
}
