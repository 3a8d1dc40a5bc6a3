import type { IdentityStore } from '../../ports/identity-store.ts';
import type { WorkflowRunKey, WorkflowRunRecord, WorkflowRunState } from '../../ports/workflow-run-store.ts';
import { childKey } from './child-run.ts';
import type { WorkflowDeps } from './deps.ts';
import { follow } from './follow.ts';
import { beginPending, launchRun, letIn } from './launch-run.ts';
import { release } from './release-joins.ts';
import { answerOfEnd } from './step-answer.ts';
import { isEnded } from './step-record.ts';
import { carrierOfStep } from './task-kind.ts';

const PAGE = 100;

/**
 * Takes up what a process left behind when it ended between two writes: runs whose execution was not started, steps whose end was
 * stored and not told, runs that others wait for and that have ended. To be called at the start of a home, when its engine has taken up
 * its executions.
 */
export async function recoverRuns(
  deps: WorkflowDeps & { readonly identities: Pick<IdentityStore, 'listUsers'> },
): Promise<void> {
  for (const { id: tenantId } of await deps.identities.listUsers()) {
    for (const key of await runsIn(deps, tenantId, ['pending', 'running', 'terminating'])) {
      const run = await deps.runs.get(key);
      if (run?.state === 'running') await recoverRun(deps, run);
      if (run?.state === 'terminating') await follow(deps, { kind: 'terminating', key });
      if (run?.state === 'pending' && (await deps.places.take(key)) === 'running') {
        await beginPending(deps, key);
      }
    }
  }
  await letIn(deps);
}

async function recoverRun(deps: WorkflowDeps, run: WorkflowRunRecord): Promise<void> {
  await launchRun(deps, run);
  const steps = await deps.runs.allSteps(run);
  for (const step of steps) {
    const isAwaited = step.token?.execution === run.execution;
    if (isAwaited && step.state === 'failed') return await follow(deps, { kind: 'step', key: step });
    if (isAwaited && isEnded(step)) {
      await deps.executions.succeed(step.token!.value, answerOfEnd(deps, run, step));
    }
    if (step.state === 'active' && carrierOfStep(run, step) === 'workflow') {
      await follow(deps, { kind: 'run', key: childKey(step) });
    }
  }
  const waiting = steps.filter(({ state }) => state === 'waiting');
  await release(
    deps,
    run,
    waiting.map(({ stepId }) => stepId),
  );
}

async function runsIn(
  { runs }: WorkflowDeps,
  tenantId: string,
  states: readonly WorkflowRunState[],
): Promise<WorkflowRunKey[]> {
  const keys: WorkflowRunKey[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await runs.list({ tenantId, states, limit: PAGE, cursor });
    keys.push(...page.runs.map(({ runId }) => ({ tenantId, runId })));
    if (page.cursor === undefined) return keys;
    cursor = page.cursor;
  }
}
