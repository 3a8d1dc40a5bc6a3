import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { HEAD_KEY } from './event-items.ts';

export const advanceStableParams = (table: string, stable: number): UpdateCommandInput => ({
  TableName: table,
  Key: HEAD_KEY,
  UpdateExpression: 'SET stable = :stable',
  ConditionExpression: 'attribute_not_exists(stable) OR stable < :stable',
  ExpressionAttributeValues: { ':stable': stable },
});

/** Spares others to look where this process has looked. A hint: when it fails, the next reader tries again. */
export async function advanceStable(table: Table, stable: number): Promise<void> {
  const written = table.client.send(new UpdateCommand(advanceStableParams(table.name, stable)));
  await unlessRefused(written).catch(() => {});
}
