import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { keyKey } from './identity-items.ts';

export const expireKeyParams = (table: string, id: string, endsAt: number): UpdateCommandInput => ({
  TableName: table,
  Key: keyKey(id),
  UpdateExpression: 'SET endsAt = :endsAt',
  ConditionExpression: 'attribute_exists(PK) AND (attribute_type(endsAt, :null) OR endsAt > :endsAt)',
  ExpressionAttributeValues: { ':endsAt': endsAt, ':null': 'NULL' },
});

/** A refusal means that there is no such key, or that it ends before that already. */
export async function expireKey(table: Table, id: string, endsAt: number): Promise<void> {
  await unlessRefused(table.client.send(new UpdateCommand(expireKeyParams(table.name, id, endsAt))));
}
