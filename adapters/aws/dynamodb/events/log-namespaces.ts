import { PutCommand, type PutCommandInput, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { sha256Parts } from '../../../../core/hash.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import type { LogContext } from './log-context.ts';

const NAMESPACES_PARTITION = 'namespaces';

/** A process forgets what it knows to be listed when it is this much. */
const REMEMBERED = 10_000;

export const listNamespaceParams = (table: string, name: string): PutCommandInput => ({
  TableName: table,
  Item: { PK: NAMESPACES_PARTITION, SK: sha256Parts([name]), name },
});

/** Puts namespaces on the log's list before they get events, once per process. */
export async function noteNamespaces(log: LogContext, names: Iterable<string>): Promise<void> {
  const unknown = [...new Set(names)].filter((name) => !log.listedNamespaces.has(name));
  await Promise.all(
    unknown.map((name) => log.table.client.send(new PutCommand(listNamespaceParams(log.table.name, name)))),
  );
  if (log.listedNamespaces.size + unknown.length > REMEMBERED) log.listedNamespaces.clear();
  for (const name of unknown) log.listedNamespaces.add(name);
}

export const queryNamespacesParams = (table: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': NAMESPACES_PARTITION },
  ConsistentRead: true,
});

const namespaceSchema = z.object({ name: z.string() });

/** Every namespace that the log has events of, and maybe some without. */
export async function queryNamespaces(table: Table): Promise<string[]> {
  const items = await queryAll(table, queryNamespacesParams(table.name));
  return items.map((item) => namespaceSchema.parse(item).name);
}
