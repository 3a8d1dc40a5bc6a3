import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { WorkflowRuleRecord } from '../../../../core/ports/workflow-rule-store.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { parseRule, RULE_PARTITION } from './rule-items.ts';

export const listRulesParams = (table: string, tenantId: string | undefined): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: tenantId === undefined ? 'PK = :PK' : 'PK = :PK AND begins_with(SK, :tenant)',
  ExpressionAttributeValues: {
    ':PK': RULE_PARTITION,
    ...(tenantId !== undefined && { ':tenant': `${tenantId}#` }),
  },
  ConsistentRead: true,
});

/** By name. */
export async function listRules(table: Table, tenantId: string | undefined): Promise<WorkflowRuleRecord[]> {
  const rules = (await queryAll(table, listRulesParams(table.name, tenantId))).map(parseRule);
  return rules.sort((a, b) => compare(a.name, b.name) || compare(a.tenantId, b.tenantId));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
