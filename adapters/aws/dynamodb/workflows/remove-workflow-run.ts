import { DeleteCommand, type DeleteCommandInput, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { WorkflowRunKey } from '../../../../core/ports/workflow-run-store.ts';
import type { ObjectFolders } from '../../objects.ts';
import { inParallel } from '../in-parallel.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { hasRun } from './has-run.ts';
import { RUN, runFolder, runItemKey, runPartition } from './run-items.ts';

/** Items removed at once. */
const WIDTH = 16;

const seenSchema = z.object({ PK: z.string(), SK: z.string(), writeId: z.string() });

/** An item as it was seen. */
type Seen = z.infer<typeof seenSchema>;

/** Everything of a run. */
export const runItemsParams = (table: string, key: WorkflowRunKey): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': runPartition(key) },
  ProjectionExpression: 'PK, SK, writeId',
  ConsistentRead: true,
});

/** Removes what was seen, and not what was written since. */
export const removeSeenParams = (table: string, { PK, SK, writeId }: Seen): DeleteCommandInput => ({
  TableName: table,
  Key: { PK, SK },
  ConditionExpression: 'writeId = :seen',
  ExpressionAttributeValues: { ':seen': writeId },
});

export const removeRunItemParams = (table: string, key: WorkflowRunKey): DeleteCommandInput => ({
  TableName: table,
  Key: runItemKey(key),
  ReturnValues: 'ALL_OLD',
});

/** The run's item last, so that a second time finds what a crash left. */
export async function removeWorkflowRun(
  table: Table,
  objects: ObjectFolders,
  key: WorkflowRunKey,
): Promise<boolean> {
  const items = await queryAll(table, runItemsParams(table.name, key));
  if (items.length === 0) return false;
  await removeItems(
    table,
    items.filter(({ SK }) => SK !== RUN),
  );
  await objects.removeFolder(runFolder(key));
  const { Attributes } = await table.client.send(new DeleteCommand(removeRunItemParams(table.name, key)));
  return Attributes !== undefined;
}

/**
 * Removes what a run left whose item the table has forgotten, since its time was over; nothing while there is a run under that
 * id. A run that begins again under it in this very moment may lose a large value: ids that people choose come back after
 * weeks, if at all.
 */
export async function removeRest(table: Table, objects: ObjectFolders, key: WorkflowRunKey): Promise<void> {
  const items = await queryAll(table, runItemsParams(table.name, key));
  if (await hasRun(table, key)) return;
  await removeItems(table, items);
  await objects.removeFolder(runFolder(key));
}

/** What was written since it was seen stays. */
export async function removeItems(table: Table, items: readonly unknown[]): Promise<void> {
  await inParallel(items, WIDTH, (item) =>
    unlessRefused(table.client.send(new DeleteCommand(removeSeenParams(table.name, seenSchema.parse(item))))),
  );
}
