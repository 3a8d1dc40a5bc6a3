import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { RunCancel, RunControl } from '../../../../core/ports/run-control.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { parseItems, parseRun, runKey, type StoredRun } from './firing-items.ts';
import { queryItemsParams } from './query-items.ts';
import { settleRun } from './settle-run.ts';
import { asUnclaimed } from './unclaimed.ts';

/** From then on nobody claims the run or an item of it. */
export function cancelRunParams(table: string, cancel: RunCancel, retentionDays: number): UpdateCommandInput {
  const unclaimed = asUnclaimed({ ...cancel, at: cancel.request.at }, retentionDays);
  return {
    TableName: table,
    Key: runKey(cancel),
    UpdateExpression: `SET cancelRequested = if_not_exists(cancelRequested, :request), ${unclaimed.set}`,
    ConditionExpression: 'attribute_not_exists(endedAt)',
    ExpressionAttributeValues: { ...unclaimed.values, ':request': cancel.request },
    ReturnValues: 'ALL_NEW',
  };
}

/** First the request, which keeps attempts from beginning; then a look at whether one goes on. */
export async function cancelRun(
  table: Table,
  cancel: RunCancel,
  retentionDays: number,
): ReturnType<RunControl['cancel']> {
  const params = cancelRunParams(table.name, cancel, retentionDays);
  const requested = await unlessRefused(table.client.send(new UpdateCommand(params)));
  if (requested === 'refused') return 'final';
  if (await goesOn(table, parseRun(requested.Attributes))) return 'requested';
  const place = { inline: JSON.stringify(cancel.outcome) };
  const settlement = { ...cancel, at: cancel.request.at };
  return (await settleRun(table, settlement, place, retentionDays)) ? 'cancelled' : 'final';
}

/** Whether an attempt goes on: of the run, or of one of its items. */
async function goesOn(table: Table, { run }: StoredRun): Promise<boolean> {
  if (run.itemCount === null) return run.attempt > 0 && run.waiting === null;
  const items = parseItems(await queryAll(table, queryItemsParams(table.name, run)));
  return items.some(({ attempt, outcome, waiting }) => attempt > 0 && outcome === null && waiting === null);
}
