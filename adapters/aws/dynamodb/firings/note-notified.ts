import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { RunKey } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { runKey } from './firing-items.ts';

export const noteNotifiedParams = (table: string, key: RunKey, at: number): UpdateCommandInput => ({
  TableName: table,
  Key: runKey(key),
  UpdateExpression: 'SET notifiedAt = :at',
  ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(notifiedAt)',
  ExpressionAttributeValues: { ':at': at },
});

export async function noteNotified(table: Table, key: RunKey, at: number): Promise<void> {
  await unlessRefused(table.client.send(new UpdateCommand(noteNotifiedParams(table.name, key, at))));
}
