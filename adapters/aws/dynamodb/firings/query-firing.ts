import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { FiringRecord } from '../../../../core/ports/firing-store.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { parseFiring, type StoredRun } from './firing-items.ts';

export const queryFiringParams = (table: string, id: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': id },
  ConsistentRead: true,
});

/** The firing with its runs, whose outcomes may be elsewhere still. */
export async function queryFiring(
  table: Table,
  id: string,
): Promise<{ firing: FiringRecord; runs: StoredRun[] } | undefined> {
  return parseFiring(await queryAll(table, queryFiringParams(table.name, id)));
}
