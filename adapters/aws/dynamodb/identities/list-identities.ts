import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { KeyRecord, UserRecord } from '../../../../core/ports/identity-store.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { KEYS_PARTITION, parseKey, parseUser, USERS_PARTITION } from './identity-items.ts';

export const listUsersParams = (table: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': USERS_PARTITION },
  ConsistentRead: true,
});

export async function listUsers(table: Table): Promise<UserRecord[]> {
  return (await queryAll(table, listUsersParams(table.name))).map(parseUser);
}

export const listKeysParams = (table: string, userId?: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ...(userId !== undefined && { FilterExpression: 'userId = :userId' }),
  ExpressionAttributeValues: { ':PK': KEYS_PARTITION, ...(userId !== undefined && { ':userId': userId }) },
  ConsistentRead: true,
});

export async function listKeys(table: Table, userId?: string): Promise<KeyRecord[]> {
  const keys = (await queryAll(table, listKeysParams(table.name, userId))).map(parseKey);
  return keys.sort((a, b) => a.createdAt - b.createdAt);
}
