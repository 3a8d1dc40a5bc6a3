import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { RunKey } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { parseRun, runKey, type StoredRun } from './firing-items.ts';

export const getRunParams = (table: string, key: RunKey): GetCommandInput => ({
  TableName: table,
  Key: runKey(key),
  ConsistentRead: true,
});

export async function getRun(table: Table, key: RunKey): Promise<StoredRun | undefined> {
  const { Item } = await table.client.send(new GetCommand(getRunParams(table.name, key)));
  return Item === undefined ? undefined : parseRun(Item);
}
