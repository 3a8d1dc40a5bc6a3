import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { WorkflowRunKey } from '../../../../core/ports/workflow-run-store.ts';
import type { Table } from '../table.ts';
import { runItemKey } from './run-items.ts';

export const hasRunParams = (table: string, key: WorkflowRunKey): GetCommandInput => ({
  TableName: table,
  Key: runItemKey(key),
  ConsistentRead: true,
  ProjectionExpression: 'PK',
});

export async function hasRun(table: Table, key: WorkflowRunKey): Promise<boolean> {
  const { Item } = await table.client.send(new GetCommand(hasRunParams(table.name, key)));
  return Item !== undefined;
}
