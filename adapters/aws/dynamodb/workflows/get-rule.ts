import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { WorkflowRuleKey, WorkflowRuleRecord } from '../../../../core/ports/workflow-rule-store.ts';
import type { Table } from '../table.ts';
import { parseRule, ruleKey } from './rule-items.ts';

export const getRuleParams = (table: string, key: WorkflowRuleKey): GetCommandInput => ({
  TableName: table,
  Key: ruleKey(key),
  ConsistentRead: true,
});

export async function getRule(table: Table, key: WorkflowRuleKey): Promise<WorkflowRuleRecord | undefined> {
  const { Item } = await table.client.send(new GetCommand(getRuleParams(table.name, key)));
  return Item === undefined ? undefined : parseRule(Item);
}
