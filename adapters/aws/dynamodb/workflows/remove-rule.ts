import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { WorkflowRuleKey } from '../../../../core/ports/workflow-rule-store.ts';
import type { Table } from '../table.ts';
import { ruleKey } from './rule-items.ts';

export const removeRuleParams = (table: string, key: WorkflowRuleKey): DeleteCommandInput => ({
  TableName: table,
  Key: ruleKey(key),
  ReturnValues: 'ALL_OLD',
});

/** True when there was one. */
export async function removeRule(table: Table, key: WorkflowRuleKey): Promise<boolean> {
  const { Attributes } = await table.client.send(new DeleteCommand(removeRuleParams(table.name, key)));
  return Attributes !== undefined;
}
