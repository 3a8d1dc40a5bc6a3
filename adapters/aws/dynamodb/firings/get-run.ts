import { GetCommand, type GetCommandInput, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { AttemptRecord, WorkKey } from '../../../../core/ports/firing-store.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { attemptKey, parseAttempt, parseRun, type StoredRun, workKey } from './firing-items.ts';

export const getRunParams = (table: string, key: WorkKey): GetCommandInput => ({
  TableName: table,
  Key: workKey(key),
  ConsistentRead: true,
});

/** A run, or an item of it. */
export async function getRun(table: Table, key: WorkKey): Promise<StoredRun | undefined> {
  const { Item } = await table.client.send(new GetCommand(getRunParams(table.name, key)));
  return Item === undefined ? undefined : parseRun(Item);
}

export const queryAttemptsParams = (table: string, key: WorkKey): QueryCommandInput => {
  const { PK, SK } = attemptKey(key, 0);
  return {
    TableName: table,
    KeyConditionExpression: 'PK = :PK AND begins_with(SK, :prefix)',
    ExpressionAttributeValues: { ':PK': PK, ':prefix': SK.slice(0, SK.lastIndexOf('#') + 1) },
    ConsistentRead: true,
  };
};

/** The attempts that others followed, or are to follow; one whose first goes on, or was the last, costs no request. */
export async function getAttempts(
  table: Table,
  key: WorkKey,
  { attempt, waiting, cancelRequested }: StoredRun['run'],
): Promise<AttemptRecord[]> {
  if (attempt <= 1 && waiting === null && cancelRequested === null) return [];
  return (await queryAll(table, queryAttemptsParams(table.name, key))).map(parseAttempt);
}
