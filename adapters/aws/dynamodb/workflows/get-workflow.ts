import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { WorkflowKey, WorkflowRecord } from '../../../../core/ports/workflow-store.ts';
import type { Objects } from '../../objects.ts';
import type { Key, Table } from '../table.ts';
import { textIn } from './stored-text.ts';
import { parseHead, parseWorkflow, versionKey, workflowKey } from './workflow-items.ts';

export const getWorkflowParams = (table: string, { PK, SK }: Key): GetCommandInput => ({
  TableName: table,
  Key: { PK, SK },
  ConsistentRead: true,
});

/** The workflow's item, with its newest version; removed or not. */
export async function getHead(table: Table, key: WorkflowKey) {
  const { Item } = await table.client.send(new GetCommand(getWorkflowParams(table.name, workflowKey(key))));
  return Item === undefined ? undefined : parseHead(Item);
}

export async function getWorkflow(
  table: Table,
  objects: Pick<Objects, 'get'>,
  key: WorkflowKey,
  version: number | undefined,
): Promise<WorkflowRecord | undefined> {
  const head = await getHead(table, key);
  if (head === undefined || (version === undefined && head.removed)) return undefined;
  if (version === undefined || version === head.newest) {
    return parseWorkflow(await textIn(objects, head.item, 'record'));
  }
  // After the head: what is not the newest any more was copied before.
  const { Item } = await table.client.send(
    new GetCommand(getWorkflowParams(table.name, versionKey(key, version))),
  );
  return Item === undefined ? undefined : parseWorkflow(await textIn(objects, Item, 'record'));
}
