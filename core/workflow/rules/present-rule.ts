import type { WorkflowRule } from '../../contract/workflow-rule.ts';
import { parseExactly } from '../../events/exact-json.ts';
import type { WorkflowRuleRecord } from '../../ports/workflow-rule-store.ts';

/** A rule as answered. */
export function presentRule(rule: WorkflowRuleRecord): WorkflowRule {
  const { tenantId: _, initialState: __, revision: ___, ...rest } = rule;
  return {
    ...rest,
    state: parseExactly(rule.state),
    lastActedAt: rule.lastActedAt === null ? null : iso(rule.lastActedAt),
    lastError: rule.lastError === null ? null : { ...rule.lastError, at: iso(rule.lastError.at) },
    createdAt: iso(rule.createdAt),
  };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
