import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { RunSplit } from '../../../../core/ports/run-control.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { expiryOf, type Place, runKey } from './firing-items.ts';
import { getRun } from './get-run.ts';
import type { ItemInputs } from './items-inputs.ts';

export function splitRunParams(
  table: string,
  split: RunSplit,
  place: Place,
  retentionDays: number,
): UpdateCommandInput {
  const inline = 'inline' in place;
  return {
    TableName: table,
    Key: runKey(split),
    UpdateExpression:
      'SET handlerId = :handlerId, handlerVersion = :handlerVersion, tenantId = :tenantId, attempt = :one, ' +
      `startedAt = :at, secretHash = :none, expiresAt = :expiresAt, itemCount = :count, ${inline ? 'inputs' : 'inputsKey'} = :inputs ` +
      'REMOVE waitUntil',
    ConditionExpression:
      'attribute_not_exists(endedAt) AND attribute_not_exists(cancelRequested) AND attribute_not_exists(itemCount)',
    ExpressionAttributeValues: {
      ':handlerId': split.handlerId,
      ':handlerVersion': split.handlerVersion,
      ':tenantId': split.tenantId,
      ':one': 1,
      ':at': split.at,
      ':none': '',
      ':expiresAt': expiryOf(split.at, retentionDays),
      ':count': split.items.length,
      ':inputs': inline ? place.inline : place.key,
    },
  };
}

/** First the inputs, then the one write that makes the run one of so many items. */
export async function splitRun(
  table: Table,
  inputs: ItemInputs,
  split: RunSplit,
  retentionDays: number,
): Promise<'split' | 'ended'> {
  const place = await inputs.place(split, split.payload, split.items);
  const params = splitRunParams(table.name, split, place, retentionDays);
  if ((await unlessRefused(table.client.send(new UpdateCommand(params)))) !== 'refused') return 'split';
  const standing = await getRun(table, split);
  return standing?.run.endedAt === null && standing.run.cancelRequested === null ? 'split' : 'ended';
}
