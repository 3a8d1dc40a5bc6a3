import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { matches } from '../../../../core/firing/plan.ts';
import { type HandlerRecord, type PlannedHandler, plannedOf } from '../../../../core/ports/handler-store.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { followPointers } from './follow-pointers.ts';
import {
  parsePointer,
  parseRecord,
  recordsPartition,
  taggedPartition,
  untaggedPartition,
} from './handler-items.ts';

/** Strongly consistent: a firing sees what was registered before it. */
export const partitionParams = (table: string, partition: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': partition },
  ConsistentRead: true,
});

/** The partitions of pointers that can hold a match. */
export const matchingPartitions = (hook: string, tags: readonly string[]): string[] => [
  untaggedPartition(hook),
  ...new Set(tags.map((tag) => taggedPartition(hook, tag))),
];

/**
 * The handlers that a firing runs. Tag pointers lead to candidates; whether one matches, its record says, in the version
 * that the plan then names.
 */
export async function selectHandlers(
  table: Table,
  hook: string,
  tags: readonly string[],
  allHandlers: boolean,
): Promise<PlannedHandler[]> {
  const handlers = allHandlers
    ? await everyHandler(table, hook)
    : (await candidates(table, hook, tags)).filter((handler) => matches(handler.tags, tags, false));
  return handlers.map(plannedOf);
}

async function everyHandler(table: Table, hook: string): Promise<HandlerRecord[]> {
  const items = await queryAll(table, partitionParams(table.name, recordsPartition(hook)));
  return items.map(parseRecord).sort((a, b) => a.id - b.id);
}

async function candidates(table: Table, hook: string, tags: readonly string[]): Promise<HandlerRecord[]> {
  const pages = await Promise.all(
    matchingPartitions(hook, tags).map((partition) =>
      queryAll(table, partitionParams(table.name, partition)),
    ),
  );
  return await followPointers(table, pages.flat().map(parsePointer));
}
