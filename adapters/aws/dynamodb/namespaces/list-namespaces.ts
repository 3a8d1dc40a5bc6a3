import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { NamespaceRecord } from '../../../../core/ports/namespace-store.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { NAMESPACES_PARTITION, parseNamespace } from './namespace-items.ts';

export const listNamespacesParams = (table: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': NAMESPACES_PARTITION },
  ConsistentRead: true,
});

/** By name. */
export async function listNamespaces(table: Table): Promise<NamespaceRecord[]> {
  const items = await queryAll(table, listNamespacesParams(table.name));
  return items.map(parseNamespace).sort((a, b) => (a.name < b.name ? -1 : 1));
}
