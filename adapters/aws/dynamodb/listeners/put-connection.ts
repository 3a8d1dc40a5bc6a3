import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { PresentedCredential } from '../../../../core/identity/authenticate.ts';
import type { Table } from '../table.ts';
import { connectionKey, expiryOf } from './listener-items.ts';

export const putConnectionParams = (
  table: string,
  connectionId: string,
  credential: PresentedCredential,
  now: number,
): PutCommandInput => ({
  TableName: table,
  Item: { ...connectionKey(connectionId), credential, expiresAt: expiryOf(now) },
});

export async function putConnection(
  table: Table,
  connectionId: string,
  credential: PresentedCredential,
  now: number,
): Promise<void> {
  const params = putConnectionParams(table.name, connectionId, credential, now);
  await table.client.send(new PutCommand(params));
}
