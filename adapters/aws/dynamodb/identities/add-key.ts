import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { KeyRecord } from '../../../../core/ports/identity-store.ts';
import type { Table } from '../table.ts';
import { keyKey } from './identity-items.ts';

export const putKeyParams = (table: string, key: KeyRecord): PutCommandInput => ({
  TableName: table,
  Item: {
    ...keyKey(key.id),
    userId: key.userId,
    secretHash: key.secretHash,
    createdAt: key.createdAt,
    endsAt: key.expiresAt,
  },
});

export async function addKey(table: Table, key: KeyRecord): Promise<void> {
  await table.client.send(new PutCommand(putKeyParams(table.name, key)));
}
