import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { RunWait } from '../../../../core/ports/run-control.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { FOR_A_SLOT, workKey } from './firing-items.ts';
import { isStopped } from './is-stopped.ts';
import { asUnclaimed } from './unclaimed.ts';

/** Whoever comes at that time may claim it. */
export function waitRunParams(table: string, wait: RunWait, retentionDays: number): UpdateCommandInput {
  const unclaimed = asUnclaimed(wait, retentionDays);
  return {
    TableName: table,
    Key: workKey(wait),
    UpdateExpression: `SET waitUntil = :until, leaseUntil = :over, ${unclaimed.set}`,
    ConditionExpression: 'attribute_not_exists(endedAt) AND attribute_not_exists(cancelRequested)',
    ExpressionAttributeValues: { ...unclaimed.values, ':until': wait.until ?? FOR_A_SLOT, ':over': 0 },
  };
}

export async function waitRun(
  table: Table,
  wait: RunWait,
  retentionDays: number,
): Promise<'waits' | 'ended'> {
  if (await isStopped(table, wait)) return 'ended';
  const params = waitRunParams(table.name, wait, retentionDays);
  return (await unlessRefused(table.client.send(new UpdateCommand(params)))) === 'refused'
    ? 'ended'
    : 'waits';
}
