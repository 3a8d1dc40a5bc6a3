import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { RunSettlement } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { expiryOf, runKey } from './firing-items.ts';

/** The outcome as JSON, or the key of the object that has it. */
export type OutcomePlace = { readonly inline: string } | { readonly key: string };

/** The newest attempt's first outcome; with no attempt named, the first outcome, and a run never claimed comes to be. */
export function settleRunParams(
  table: string,
  settlement: RunSettlement,
  outcome: OutcomePlace,
  retentionDays: number,
): UpdateCommandInput {
  const { attempt, at } = settlement;
  const inline = 'inline' in outcome;
  const set = `REMOVE waitUntil SET endedAt = :at, ${inline ? 'outcome' : 'outcomeKey'} = :outcome`;
  const values = { ':at': at, ':outcome': inline ? outcome.inline : outcome.key };
  if (attempt !== undefined) {
    return {
      TableName: table,
      Key: runKey(settlement),
      UpdateExpression: set,
      ConditionExpression: 'attribute_not_exists(endedAt) AND attempt = :attempt',
      ExpressionAttributeValues: { ...values, ':attempt': attempt },
    };
  }
  return {
    TableName: table,
    Key: runKey(settlement),
    UpdateExpression:
      `${set}, handlerId = :handlerId, handlerVersion = :handlerVersion, tenantId = :tenantId, ` +
      'attempt = if_not_exists(attempt, :zero), startedAt = if_not_exists(startedAt, :at), ' +
      'secretHash = if_not_exists(secretHash, :none), expiresAt = if_not_exists(expiresAt, :expiresAt)',
    ConditionExpression: 'attribute_not_exists(endedAt)',
    ExpressionAttributeValues: {
      ...values,
      ':handlerId': settlement.handlerId,
      ':handlerVersion': settlement.handlerVersion,
      ':tenantId': settlement.tenantId,
      ':zero': 0,
      ':none': '',
      ':expiresAt': expiryOf(at, retentionDays),
    },
  };
}

export async function settleRun(
  table: Table,
  settlement: RunSettlement,
  outcome: OutcomePlace,
  retentionDays: number,
): Promise<boolean> {
  const params = settleRunParams(table.name, settlement, outcome, retentionDays);
  return (await unlessRefused(table.client.send(new UpdateCommand(params)))) !== 'refused';
}
