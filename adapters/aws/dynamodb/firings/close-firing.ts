import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { firingKey } from './firing-items.ts';
import { queryFiring } from './query-firing.ts';

export const closeFiringParams = (table: string, id: string, at: number): UpdateCommandInput => ({
  TableName: table,
  Key: firingKey(id),
  UpdateExpression: 'SET finishedAt = :at',
  ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(finishedAt)',
  ExpressionAttributeValues: { ':at': at },
});

/**
 * Closes the firing if every planned run is final. SQS delivers at least once, so that two executions may share out the
 * runs of one firing and the first to end has not seen all of them; the last to end has.
 */
export async function closeFiring(table: Table, id: string, at: number): Promise<void> {
  const found = await queryFiring(table, id);
  if (found === undefined || found.firing.finishedAt !== null) return;
  const final = new Set(found.runs.flatMap(({ run }) => (run.endedAt === null ? [] : [run.handlerId])));
  if (!found.firing.plan.every(({ handlerId }) => final.has(handlerId))) return;
  await unlessRefused(table.client.send(new UpdateCommand(closeFiringParams(table.name, id, at))));
}
