import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { NamespaceRecord } from '../../../../core/ports/namespace-store.ts';
import type { Table } from '../table.ts';
import { namespaceKey, parseNamespace } from './namespace-items.ts';

export const getNamespaceParams = (table: string, name: string): GetCommandInput => ({
  TableName: table,
  Key: namespaceKey(name),
  ConsistentRead: true,
});

export async function getNamespace(table: Table, name: string): Promise<NamespaceRecord | undefined> {
  const { Item } = await table.client.send(new GetCommand(getNamespaceParams(table.name, name)));
  return Item === undefined ? undefined : parseNamespace(Item);
}
