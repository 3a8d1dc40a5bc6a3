import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { RunKey } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { runKey } from './firing-items.ts';

export const stopItemsParams = (table: string, key: RunKey): UpdateCommandInput => ({
  TableName: table,
  Key: runKey(key),
  UpdateExpression: 'SET itemsStopped = :true',
  ConditionExpression: 'attribute_exists(itemCount)',
  ExpressionAttributeValues: { ':true': true },
});

/** Claims of items that come later see it. */
export async function stopItems(table: Table, key: RunKey): Promise<void> {
  await unlessRefused(table.client.send(new UpdateCommand(stopItemsParams(table.name, key))));
}
