import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { WorkflowKey, WorkflowRecord } from '../../../../core/ports/workflow-store.ts';
import type { Objects } from '../../objects.ts';
import type { Place } from '../firings/firing-items.ts';
import type { Table } from '../table.ts';
import { getHead } from './get-workflow.ts';
import { placeAttributes, placeIn, placeText } from './stored-text.ts';
import { versionKey, workflowFolder, workflowItem } from './workflow-items.ts';
import { putRevised } from './write-revised.ts';

/** Without a condition: what stands there is the same. */
export const putVersionParams = (
  table: string,
  key: WorkflowKey,
  version: number,
  record: Place | null,
): PutCommandInput => ({
  TableName: table,
  Item: { ...versionKey(key, version), ...placeAttributes('record', record) },
});

/** False when the newest version is not the one before it. */
export async function putWorkflow(
  table: Table,
  objects: Pick<Objects, 'put'>,
  record: WorkflowRecord,
  writeId: string,
): Promise<boolean> {
  const head = await getHead(table, record);
  if ((head?.newest ?? -1) !== record.version - 1) return false;
  if (head !== undefined) {
    const replaced = putVersionParams(table.name, record, head.newest, placeIn(head.item, 'record'));
    await table.client.send(new PutCommand(replaced));
  }
  const place = await placeText(objects, workflowFolder(record), JSON.stringify(record));
  return await putRevised(table, workflowItem(record, placeAttributes('record', place), writeId));
}
