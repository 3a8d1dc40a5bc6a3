import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { RunSettlement } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { type Place, workKey } from './firing-items.ts';
import { asUnclaimed } from './unclaimed.ts';

/** The newest attempt's first outcome; with no attempt named, the first outcome, and a run never claimed comes to be. */
export function settleRunParams(
  table: string,
  settlement: RunSettlement,
  outcome: Place,
  retentionDays: number,
): UpdateCommandInput {
  const { attempt, at } = settlement;
  const inline = 'inline' in outcome;
  const set = `REMOVE waitUntil SET endedAt = :at, ${inline ? 'outcome' : 'outcomeKey'} = :outcome`;
  const values = { ':at': at, ':outcome': inline ? outcome.inline : outcome.key };
  if (attempt !== undefined) {
    return {
      TableName: table,
      Key: workKey(settlement),
      UpdateExpression: set,
      ConditionExpression: 'attribute_not_exists(endedAt) AND attempt = :attempt',
      ExpressionAttributeValues: { ...values, ':attempt': attempt },
    };
  }
  const unclaimed = asUnclaimed(settlement, retentionDays);
  return {
    TableName: table,
    Key: workKey(settlement),
    UpdateExpression: `${set}, ${unclaimed.set}`,
    ConditionExpression: 'attribute_not_exists(endedAt)',
    ExpressionAttributeValues: { ...unclaimed.values, ...values },
  };
}

export async function settleRun(
  table: Table,
  settlement: RunSettlement,
  outcome: Place,
  retentionDays: number,
): Promise<boolean> {
  const params = settleRunParams(table.name, settlement, outcome, retentionDays);
  return (await unlessRefused(table.client.send(new UpdateCommand(params)))) !== 'refused';
}
