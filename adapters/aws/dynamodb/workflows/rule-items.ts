import * as z from 'zod';
import type { WorkflowRuleKey, WorkflowRuleRecord } from '../../../../core/ports/workflow-rule-store.ts';
import type { Key } from '../table.ts';
import type { Revised } from './write-revised.ts';

/** All rules are read together whenever something happened, and there are few. */
export const RULE_PARTITION = 'workflow-rules';

export const ruleKey = ({ tenantId, name }: WorkflowRuleKey): Key => ({
  PK: RULE_PARTITION,
  SK: `${tenantId}#${name}`,
});

export const ruleItem = (rule: WorkflowRuleRecord, writeId: string): Revised =>
  ({
    ...ruleKey(rule),
    revision: rule.revision,
    rule: JSON.stringify(rule),
    writeId,
  }) as Revised;

const itemSchema = z.object({ rule: z.string() });

export const parseRule = (item: unknown): WorkflowRuleRecord =>
  JSON.parse(itemSchema.parse(item).rule) as WorkflowRuleRecord;
