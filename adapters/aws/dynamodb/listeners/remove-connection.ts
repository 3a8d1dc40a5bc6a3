import { DeleteCommand, type DeleteCommandInput, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { connectionKey, parseConnection } from './listener-items.ts';

export const removeConnectionParams = (table: string, connectionId: string): DeleteCommandInput => ({
  TableName: table,
  Key: connectionKey(connectionId),
  ReturnValues: 'ALL_OLD',
});

export const findOfConnectionParams = (
  table: string,
  place: string,
  connectionId: string,
): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND begins_with(SK, :connection)',
  ExpressionAttributeValues: { ':PK': place, ':connection': `${connectionId}#` },
  ConsistentRead: true,
});

const keySchema = z.object({ PK: z.string(), SK: z.string() });

/** Removes a connection that has ended, and everything that waits on it. */
export async function removeConnection(table: Table, connectionId: string): Promise<void> {
  const { Attributes } = await table.client.send(
    new DeleteCommand(removeConnectionParams(table.name, connectionId)),
  );
  if (Attributes === undefined) return;
  for (const place of parseConnection(connectionId, Attributes).places) {
    for (const item of await queryAll(table, findOfConnectionParams(table.name, place, connectionId))) {
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: keySchema.parse(item) }));
    }
  }
}
