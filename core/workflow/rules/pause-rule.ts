import type { WorkflowRule } from '../../contract/workflow-rule.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { WorkflowRuleStore } from '../../ports/workflow-rule-store.ts';
import { noSuchRule } from './find-rule.ts';
import { presentRule } from './present-rule.ts';

/** As often as somebody else can have been faster. */
const TRIES = 20;

/** Pauses a rule of the caller's, or lets it go on: with the events that came meanwhile. */
export async function pauseRule(
  { rules }: { readonly rules: Pick<WorkflowRuleStore, 'get' | 'put'> },
  caller: Caller,
  name: string,
  paused: boolean,
): Promise<WorkflowRule> {
  requirePermission(caller, 'register');
  for (let tries = 0; tries < TRIES; tries++) {
    const rule = await rules.get({ tenantId: caller.userId, name });
    if (rule === undefined) throw noSuchRule(name);
    const changed = { ...rule, paused, revision: rule.revision + 1 };
    if (await rules.put(changed)) return presentRule(changed);
  }
  throw new Error(`The rule ${name} was changed by others ${TRIES} times.`);
}
