import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { KeyRecord, UserRecord } from '../../../../core/ports/identity-store.ts';
import type { Key, Table } from '../table.ts';
import { keyKey, parseKey, parseUser, userIdKey, userKey } from './identity-items.ts';

/** Strongly consistent: a key works as soon as it was answered. */
export const getIdentityParams = (table: string, key: Key): GetCommandInput => ({
  TableName: table,
  Key: key,
  ConsistentRead: true,
});

export async function getUserByName(table: Table, name: string): Promise<UserRecord | undefined> {
  const item = await getItem(table, userKey(name));
  return item === undefined ? undefined : parseUser(item);
}

export async function getUserById(table: Table, id: string): Promise<UserRecord | undefined> {
  const item = await getItem(table, userIdKey(id));
  return item === undefined ? undefined : parseUser(item);
}

export async function getKey(table: Table, id: string): Promise<KeyRecord | undefined> {
  const item = await getItem(table, keyKey(id));
  return item === undefined ? undefined : parseKey(item);
}

async function getItem(table: Table, key: Key): Promise<Record<string, unknown> | undefined> {
  const { Item } = await table.client.send(new GetCommand(getIdentityParams(table.name, key)));
  return Item;
}
