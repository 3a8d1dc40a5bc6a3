import type { WorkflowRule } from '../../contract/workflow-rule.ts';
import { type Caller, requirePermission, visibleTenant } from '../../identity/caller.ts';
import type { WorkflowRuleStore } from '../../ports/workflow-rule-store.ts';
import { presentRule } from './present-rule.ts';

/** The caller's rules, by name; everybody's for admins and viewers. */
export async function listRules(
  { rules }: { readonly rules: Pick<WorkflowRuleStore, 'list'> },
  caller: Caller,
): Promise<WorkflowRule[]> {
  requirePermission(caller, 'read');
  return (await rules.list(visibleTenant(caller))).map(presentRule);
}
