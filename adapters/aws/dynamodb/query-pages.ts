import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from './table.ts';

/** The items of a query, page by page (a page has at most 1 MB, or `Limit` items). */
export async function* queryPages(
  table: Table,
  params: QueryCommandInput,
): AsyncGenerator<Record<string, unknown>[]> {
  let startKey = params.ExclusiveStartKey;
  do {
    const page = await table.client.send(
      new QueryCommand({ ...params, ...(startKey !== undefined && { ExclusiveStartKey: startKey }) }),
    );
    yield page.Items ?? [];
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
}

/** Every item of a query. */
export async function queryAll(table: Table, params: QueryCommandInput): Promise<Record<string, unknown>[]> {
  return (await Array.fromAsync(queryPages(table, params))).flat();
}
