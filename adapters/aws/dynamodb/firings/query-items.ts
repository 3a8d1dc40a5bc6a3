import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ItemRecord, RunKey } from '../../../../core/ports/firing-store.ts';
import type { Objects } from '../../objects.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { parseItems, workKey } from './firing-items.ts';
import { getRun } from './get-run.ts';
import { fetchOutcome } from './outcome-place.ts';

export const queryItemsParams = (table: string, key: RunKey): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': workKey({ ...key, item: 0 }).PK },
  ConsistentRead: true,
});

/** The items that were claimed, wait or have an outcome, with their earlier attempts. */
export async function queryItems(table: Table, objects: Objects, key: RunKey): Promise<ItemRecord[]> {
  const items = parseItems(await queryAll(table, queryItemsParams(table.name, key)));
  return await Promise.all(
    items.map(async (item) => ({ ...item, outcome: await fetchOutcome(objects, item.outcome) })),
  );
}

/** The indexes of the items without an outcome; undefined before the split. */
export async function queryUnfinished(table: Table, key: RunKey): Promise<number[] | undefined> {
  const count = (await getRun(table, key))?.run.itemCount ?? null;
  if (count === null) return undefined;
  const ended = await queryAll(table, {
    ...queryItemsParams(table.name, key),
    FilterExpression: 'attribute_exists(endedAt) AND attribute_not_exists(nextAt)',
    ProjectionExpression: 'SK',
  });
  const final = new Set(ended.map(({ SK }) => Number(String(SK).split('#')[1])));
  return Array.from({ length: count }, (_, index) => index).filter((index) => !final.has(index));
}
