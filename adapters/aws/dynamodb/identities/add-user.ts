import { DeleteCommand, GetCommand, PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { UserRecord } from '../../../../core/ports/identity-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { parseUser, userIdKey, userKey } from './identity-items.ts';

export const putUserIdParams = (table: string, user: UserRecord): PutCommandInput => ({
  TableName: table,
  Item: { ...userIdKey(user.id), ...user },
});

export const putUserParams = (table: string, user: UserRecord): PutCommandInput => ({
  TableName: table,
  Item: { ...userKey(user.name), ...user },
  ConditionExpression: 'attribute_not_exists(PK)',
});

/**
 * The copy by id comes first, and the user exists when the name is taken: a crash in between leaves an id that nobody
 * knows.
 */
export async function addUser(table: Table, user: UserRecord): Promise<'added' | 'taken'> {
  await table.client.send(new PutCommand(putUserIdParams(table.name, user)));
  const written = await unlessRefused(table.client.send(new PutCommand(putUserParams(table.name, user))));
  if (written !== 'refused') return 'added';
  // The SDK may have repeated a write whose answer was lost.
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: userKey(user.name), ConsistentRead: true }),
  );
  if (Item !== undefined && parseUser(Item).id === user.id) return 'added';
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: userIdKey(user.id) }));
  return 'taken';
}
