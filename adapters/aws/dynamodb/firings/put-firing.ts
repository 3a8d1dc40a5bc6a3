import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { FiringRecord } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { expiryOf, firingKey, formatPlan } from './firing-items.ts';

export function putFiringParams(table: string, firing: FiringRecord, retentionDays: number): PutCommandInput {
  const { id, plan, finishedAt, ...rest } = firing;
  return {
    TableName: table,
    Item: {
      ...firingKey(id),
      ...rest,
      plan: formatPlan(plan),
      ...(finishedAt !== null && { finishedAt }),
      expiresAt: expiryOf(firing.acceptedAt, retentionDays),
    },
    ConditionExpression: 'attribute_not_exists(PK)',
  };
}

/** True when it was written, false when the id is taken. */
export async function putFiring(table: Table, firing: FiringRecord, retentionDays: number): Promise<boolean> {
  const params = putFiringParams(table.name, firing, retentionDays);
  return (await unlessRefused(table.client.send(new PutCommand(params)))) !== 'refused';
}
