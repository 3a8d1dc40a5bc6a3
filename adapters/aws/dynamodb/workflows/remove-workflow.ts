import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { WorkflowKey } from '../../../../core/ports/workflow-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { workflowKey } from './workflow-items.ts';

/** Its item stays, with the number of its newest version; the next version takes the mark off. */
export const removeWorkflowParams = (table: string, key: WorkflowKey): UpdateCommandInput => ({
  TableName: table,
  Key: workflowKey(key),
  UpdateExpression: 'SET removed = :true',
  ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(removed)',
  ExpressionAttributeValues: { ':true': true },
});

/** True when there was one. */
export async function removeWorkflow(table: Table, key: WorkflowKey): Promise<boolean> {
  const sent = table.client.send(new UpdateCommand(removeWorkflowParams(table.name, key)));
  return (await unlessRefused(sent)) !== 'refused';
}
