import type { Caller } from '../../identity/caller.ts';
import type { EventRecord } from '../../ports/event-log.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { WorkflowRuleRecord } from '../../ports/workflow-rule-store.ts';
import type { WorkflowRunKey } from '../../ports/workflow-run-store.ts';
import { declareProblem } from '../../problem.ts';
import type { WorkflowDeps } from '../run/deps.ts';
import { startRun } from '../run/start-run.ts';
import { terminate } from '../run/terminate-run.ts';

const ownerGone = declareProblem('workflow-rule-owner-gone', {
  status: 403,
  title: 'Nobody is there as whom the rule may act',
});

/** Runs that are looked at together. */
const PAGE = 100;

export type ActDeps = WorkflowDeps & { readonly identities: Pick<IdentityStore, 'userById'> };

/**
 * What a rule does about an event, as its owner: starts a run, with an id that is made of rule and event, so that an event starts
 * one; terminates the runs of the workflow that go on; or the one after the other.
 */
export async function actOnEvent(
  deps: ActDeps,
  rule: WorkflowRuleRecord,
  event: EventRecord,
  input: unknown,
): Promise<void> {
  const owner = await deps.identities.userById(rule.tenantId);
  if (owner === undefined) throw ownerGone(`There is no user ${rule.owner} any more.`);
  const key = { tenantId: rule.tenantId, runId: `${rule.name}-${event.offset}` };
  // An event that is looked at again after a crash has done its part.
  if (rule.action !== 'stop' && (await deps.runs.get(key)) !== undefined) return;
  if (rule.action !== 'start') {
    for (const going of await runsOf(deps, rule)) await terminate(deps, going);
  }
  if (rule.action === 'stop') return;
  const caller: Caller = { userId: owner.id, userName: owner.name, role: owner.role };
  await startRun(deps, caller, {
    workflow: { name: rule.workflow },
    runId: key.runId,
    input,
    startedBy: { kind: 'rule', id: rule.name },
  });
}

async function runsOf(
  { runs }: Pick<WorkflowDeps, 'runs'>,
  { tenantId, workflow }: WorkflowRuleRecord,
): Promise<WorkflowRunKey[]> {
  const found: WorkflowRunKey[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await runs.list({ tenantId, workflow, states: ['pending', 'running'], limit: PAGE, cursor });
    found.push(...page.runs.map(({ runId }) => ({ tenantId, runId })));
    if (page.cursor === undefined) return found;
    cursor = page.cursor;
  }
}
