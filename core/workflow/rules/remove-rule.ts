import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { WorkflowRuleStore } from '../../ports/workflow-rule-store.ts';
import { noSuchRule } from './find-rule.ts';

/** Removes a rule of the caller's. Runs that it started go on. */
export async function removeRule(
  { rules }: { readonly rules: Pick<WorkflowRuleStore, 'remove'> },
  caller: Caller,
  name: string,
): Promise<void> {
  requirePermission(caller, 'register');
  if (!(await rules.remove({ tenantId: caller.userId, name }))) throw noSuchRule(name);
}
