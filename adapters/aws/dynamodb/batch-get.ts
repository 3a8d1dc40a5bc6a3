import { setTimeout as wait } from 'node:timers/promises';
import { BatchGetCommand, type BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import { inParallel } from './in-parallel.ts';
import type { Key, Table } from './table.ts';

/** What one request may ask for (DynamoDB, BatchGetItem). */
const KEYS_PER_REQUEST = 100;

/** Requests in flight at once. */
const CONCURRENT_REQUESTS = 8;

/** Before the n-th repetition for what a throttled table left out, in milliseconds. */
export const UNPROCESSED_DELAYS_MS: readonly number[] = [50, 100, 200, 400, 800, 1600];

export const batchGetParams = (table: string, keys: readonly Key[]): BatchGetCommandInput => ({
  RequestItems: { [table]: { Keys: keys.map(({ PK, SK }) => ({ PK, SK })), ConsistentRead: true } },
});

/** The items under these keys that exist, in no order, strongly consistent. The keys must differ. */
export async function batchGet(table: Table, keys: readonly Key[]): Promise<Record<string, unknown>[]> {
  const requests = Array.from({ length: Math.ceil(keys.length / KEYS_PER_REQUEST) }, (_, index) =>
    keys.slice(index * KEYS_PER_REQUEST, (index + 1) * KEYS_PER_REQUEST),
  );
  return (await inParallel(requests, CONCURRENT_REQUESTS, (request) => getRequest(table, request))).flat();
}

async function getRequest(table: Table, keys: readonly Key[]): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let params = batchGetParams(table.name, keys);
  for (let attempt = 0; ; attempt++) {
    const { Responses, UnprocessedKeys } = await table.client.send(new BatchGetCommand(params));
    items.push(...(Responses?.[table.name] ?? []));
    if (UnprocessedKeys === undefined || Object.keys(UnprocessedKeys).length === 0) return items;
    const delayMs = UNPROCESSED_DELAYS_MS[attempt];
    if (delayMs === undefined) throw new Error(`The table ${table.name} is throttled.`);
    await wait(delayMs);
    params = { RequestItems: UnprocessedKeys };
  }
}
