import { setTimeout as wait } from 'node:timers/promises';
import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { UNPROCESSED_DELAYS_MS } from './batch-get.ts';
import { inParallel } from './in-parallel.ts';
import type { Key, Table } from './table.ts';

/** What one request may write (DynamoDB, BatchWriteItem). */
const ITEMS_PER_REQUEST = 25;

/** Requests in flight at once. */
const CONCURRENT_REQUESTS = 8;

export const batchPutParams = (table: string, items: readonly Key[]): BatchWriteCommandInput => ({
  RequestItems: { [table]: items.map((Item) => ({ PutRequest: { Item } })) },
});

/** Writes the items without a condition, in no order. Their keys must differ. */
export async function batchPut(table: Table, items: readonly Key[]): Promise<void> {
  const requests = Array.from({ length: Math.ceil(items.length / ITEMS_PER_REQUEST) }, (_, index) =>
    items.slice(index * ITEMS_PER_REQUEST, (index + 1) * ITEMS_PER_REQUEST),
  );
  await inParallel(requests, CONCURRENT_REQUESTS, (request) => putRequest(table, request));
}

async function putRequest(table: Table, items: readonly Key[]): Promise<void> {
  let params = batchPutParams(table.name, items);
  for (let attempt = 0; ; attempt++) {
    const { UnprocessedItems } = await table.client.send(new BatchWriteCommand(params));
    if (UnprocessedItems === undefined || Object.keys(UnprocessedItems).length === 0) return;
    const delayMs = UNPROCESSED_DELAYS_MS[attempt];
    if (delayMs === undefined) throw new Error(`The table ${table.name} is throttled.`);
    await wait(delayMs);
    params = { RequestItems: UnprocessedItems };
  }
}
