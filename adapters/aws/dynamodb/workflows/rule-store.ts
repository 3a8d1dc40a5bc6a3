import type { Ids } from '../../../../core/ports/ids.ts';
import type { WorkflowRuleStore } from '../../../../core/ports/workflow-rule-store.ts';
import type { Table } from '../table.ts';
import { getRule } from './get-rule.ts';
import { listRules } from './list-rules.ts';
import { removeRule } from './remove-rule.ts';
import { ruleItem } from './rule-items.ts';
import { putRevised } from './write-revised.ts';

/** Rules in the workflows' table. */
export function dynamodbWorkflowRuleStore(table: Table, ids: Pick<Ids, 'next'>): WorkflowRuleStore {
  return {
    get: (key) => getRule(table, key),
    put: (rule) => putRevised(table, ruleItem(rule, ids.next())),
    remove: (key) => removeRule(table, key),
    list: (tenantId) => listRules(table, tenantId),
  };
}
