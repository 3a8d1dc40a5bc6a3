import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { HookRecord } from '../../../../core/ports/hook-store.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { HOOKS_PARTITION, parseHook } from './hook-item.ts';

export const listHooksParams = (table: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': HOOKS_PARTITION },
  ConsistentRead: true,
});

export async function listHooks(table: Table): Promise<HookRecord[]> {
  return (await queryAll(table, listHooksParams(table.name))).map(parseHook);
}
