import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { EventWait } from '../../../../core/ports/event-waits.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { ANY_PARTITION, keyPartition, parseEventWait } from './event-wait-items.ts';

export const findEventWaitsParams = (table: string, partition: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': partition },
  ConsistentRead: true,
});

/** Those for the key, and those for any. */
export async function findEventWaits(table: Table, key: string): Promise<EventWait[]> {
  const found = await Promise.all(
    [keyPartition(key), ANY_PARTITION].map((partition) =>
      queryAll(table, findEventWaitsParams(table.name, partition)),
    ),
  );
  return found.flat().map(parseEventWait);
}
