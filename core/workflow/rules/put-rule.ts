import type { NewWorkflowRule, WorkflowRule } from '../../contract/workflow-rule.ts';
import { findScope } from '../../events/find-scope.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { ExpressionRefused, type Expressions } from '../../ports/expressions.ts';
import type { NamespaceStore } from '../../ports/namespace-store.ts';
import type { WorkflowRuleRecord, WorkflowRuleStore } from '../../ports/workflow-rule-store.ts';
import { declareProblem } from '../../problem.ts';
import { presentRule } from './present-rule.ts';

const ruleInvalid = declareProblem('workflow-rule-invalid', {
  status: 422,
  title: 'The rule cannot be used',
});

export interface PutRuleDeps {
  readonly rules: Pick<WorkflowRuleStore, 'get' | 'put'>;
  readonly namespaces: Pick<NamespaceStore, 'get' | 'list'>;
  readonly events: Pick<EventLog, 'latestOffset'>;
  readonly expressions: Expressions;
  readonly clock: Clock;
}

/** As often as somebody else can have been faster. */
const TRIES = 20;

/**
 * Adds a rule of the caller's, or replaces it: what is sent is what it is then, with its state at the beginning. It looks at events
 * from now on; one that was there goes on from where it stands.
 *
 * @throws `workflow-rule-invalid` for an expression that does not compile, `namespace-forbidden`.
 */
export async function putRule(
  deps: PutRuleDeps,
  caller: Caller,
  { on, state, ...draft }: NewWorkflowRule,
): Promise<WorkflowRule> {
  requirePermission(caller, 'register');
  for (const field of ['update', 'condition', 'input'] as const) await check(deps, field, draft[field]);
  // Only to refuse what the caller may not read.
  if (on.namespace !== undefined) await findScope(deps, caller, on.namespace);
  const key = { tenantId: caller.userId, name: draft.name };
  for (let tries = 0; tries < TRIES; tries++) {
    const standing = await deps.rules.get(key);
    const initialState = JSON.stringify(state ?? null);
    const rule: WorkflowRuleRecord = {
      ...key,
      owner: caller.userName,
      workflow: draft.workflow,
      action: draft.action,
      on: { key: on.key, namespace: on.namespace, sender: on.sender, eventType: on.eventType },
      ...(draft.update !== undefined && { update: draft.update }),
      ...(draft.condition !== undefined && { condition: draft.condition }),
      ...(draft.input !== undefined && { input: draft.input }),
      resetState: draft.resetState,
      initialState,
      state: initialState,
      paused: standing?.paused ?? false,
      position: standing?.position ?? (await deps.events.latestOffset()),
      acted: standing?.acted ?? 0,
      lastActedAt: standing?.lastActedAt ?? null,
      lastError: null,
      createdAt: standing?.createdAt ?? deps.clock.now(),
      revision: (standing?.revision ?? 0) + 1,
    };
    if (await deps.rules.put(rule)) return presentRule(rule);
  }
  throw new Error(`The rule ${draft.name} was changed by others ${TRIES} times.`);
}

async function check(
  { expressions }: Pick<PutRuleDeps, 'expressions'>,
  field: 'update' | 'condition' | 'input',
  text: string | undefined,
): Promise<void> {
  if (text === undefined) return;
  try {
    await expressions.compile(text);
  } catch (error) {
    if (!(error instanceof ExpressionRefused)) throw error;
    throw ruleInvalid(`${field}: ${error.message}`, { field });
  }
}
