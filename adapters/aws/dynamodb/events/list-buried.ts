import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { segmentOf } from './event-items.ts';
import { BURIED_PARTITION, buriedKey } from './note-buried.ts';

export const listBuriedParams = (table: string, from: number, to: number): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND SK BETWEEN :from AND :to',
  ExpressionAttributeValues: {
    ':PK': BURIED_PARTITION,
    ':from': buriedKey(segmentOf(from)).SK,
    ':to': buriedKey(segmentOf(to)).SK,
  },
  ConsistentRead: true,
});

const buriedSchema = z.object({ offsets: z.set(z.number()) });

/** The offsets with a tombstone between two settled ones. */
export async function listBuried(table: Table, from: number, to: number): Promise<Set<number>> {
  const items = await queryAll(table, listBuriedParams(table.name, from, to));
  return new Set(items.flatMap((item) => [...buriedSchema.parse(item).offsets]));
}
