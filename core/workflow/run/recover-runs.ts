import type { IdentityStore } from '../../ports/identity-store.ts';
import type {
  WorkflowRunKey,
  WorkflowRunRecord,
  WorkflowRunState,
  WorkflowRunSummary,
} from '../../ports/workflow-run-store.ts';
import { childKey } from './child-run.ts';
import type { WorkflowDeps } from './deps.ts';
import { follow } from './follow.ts';
import { answerEnd } from './follow-step.ts';
import { beginPending, launchRun, letIn, startExecution } from './launch-run.ts';
import { release } from './release-joins.ts';
import { isEnded } from './step-record.ts';
import { carrierOfStep } from './task-kind.ts';
import { takeUpContinuation } from './tell-again.ts';

const PAGE = 100;

/** Runs that are taken up at once. */
const AT_ONCE = 16;

/** Runs taken up at the start of a home before others are let in: some milliseconds. */
const SLICE = 50;

const GOING_ON = ['pending', 'running', 'terminating'] as const;

type RecoverDeps = WorkflowDeps & { readonly identities: Pick<IdentityStore, 'listUsers'> };

/**
 * Takes up what a process left behind when it ended between two writes: runs whose execution was not started, steps whose end was
 * stored and not told, runs that others wait for and that have ended. To be called at the start of a home, when its engine has taken up
 * its executions; it goes on meanwhile.
 *
 * @param deps.pause lets others do something; called now and then.
 * @throws {AggregateError} when some runs could not be taken up. The others were.
 */
export async function recoverRuns(
  deps: RecoverDeps & { readonly pause: () => Promise<void> },
): Promise<void> {
  const defined = new Set<string>();
  const errors: unknown[] = [];
  for (const [at, key] of (await runsThatGoOn(deps)).entries()) {
    if (at % SLICE === 0) await deps.pause();
    const [taken] = await Promise.allSettled([takeUp(deps, key, (run) => recoverRun(deps, run, defined))]);
    if (taken.status === 'rejected') errors.push(taken.reason);
  }
  await letIn(deps);
  throwAll(errors);
}

/**
 * The part of it that nobody asks for again, where functions carry runs out that no start of a home precedes: new runs whose execution was
 * not started, runs that were let in and do not know it, terminations that did not come to their end. To be called every few minutes; it
 * reads the runs that are new, wait, or are being terminated, and not those that go on. All else that can be left behind, the state
 * machine asks for again, or `tellAgain`.
 *
 * @param window milliseconds. Runs that were created longer ago than `longest` were seen by the calls before, and those that began
 *   less than `shortest` ago are being started.
 * @throws {AggregateError} when some runs could not be taken up. The others were.
 */
export async function recoverStarts(
  deps: RecoverDeps,
  window: { readonly shortest: number; readonly longest: number },
): Promise<void> {
  const now = deps.clock.now();
  const due = (await runsThatGoOn(deps, now - window.longest)).filter(
    ({ state, startedAt }) => state !== 'running' || now - (startedAt ?? now) >= window.shortest,
  );
  const errors: unknown[] = [];
  for (let first = 0; first < due.length; first += AT_ONCE) {
    const some = due.slice(first, first + AT_ONCE);
    const taken = await Promise.allSettled(
      some.map((run) => takeUp(deps, run, (current) => launchRun(deps, current))),
    );
    errors.push(...taken.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
  }
  await letIn(deps);
  throwAll(errors);
}

function throwAll(errors: readonly unknown[]): void {
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} runs were not taken up.`);
}

/** Does what is left to do of a run, as it is now. */
async function takeUp(
  deps: WorkflowDeps,
  key: WorkflowRunKey,
  recover: (run: WorkflowRunRecord) => Promise<void>,
): Promise<void> {
  const run = await deps.runs.get(key);
  if (run?.state === 'running') await recover(run);
  if (run?.state === 'terminating') await follow(deps, { kind: 'terminating', key });
  if (run?.state === 'pending' && (await deps.places.take(key)) === 'running') await beginPending(deps, key);
}

/** @param defined documents that need not be compiled again: thousands of runs may share one. */
async function recoverRun(deps: WorkflowDeps, run: WorkflowRunRecord, defined: Set<string>): Promise<void> {
  if (defined.has(run.documentSha256)) await startExecution(deps, run);
  else await launchRun(deps, run);
  defined.add(run.documentSha256);
  const steps = await deps.runs.allSteps(run);
  for (const step of steps) {
    const isAwaited = step.token?.execution === run.execution;
    if (isAwaited && step.state === 'failed') return await follow(deps, { kind: 'step', key: step });
    if (isAwaited && isEnded(step)) await answerEnd(deps, run, step);
    if (step.state !== 'active') continue;
    if (step.work?.continuation !== undefined) await takeUpContinuation(deps, run, step);
    else if (carrierOfStep(run, step) === 'workflow') {
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

type Found = Pick<WorkflowRunSummary, 'tenantId' | 'runId' | 'state' | 'startedAt'>;

/**
 * Of all users: what is listed, which may be a moment old.
 *
 * @param since when those that are `running` were created at the earliest.
 */
async function runsThatGoOn(deps: RecoverDeps, since?: number): Promise<Found[]> {
  const found: Found[] = [];
  for (const { id: tenantId } of await deps.identities.listUsers()) {
    if (since === undefined) found.push(...(await runsIn(deps, tenantId, GOING_ON)));
    else {
      found.push(...(await runsIn(deps, tenantId, ['running'], since)));
      found.push(...(await runsIn(deps, tenantId, ['pending', 'terminating'])));
    }
  }
  return found;
}

/** The newest first. */
async function runsIn(
  { runs }: RecoverDeps,
  tenantId: string,
  states: readonly WorkflowRunState[],
  since = 0,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await runs.list({ tenantId, states, limit: PAGE, cursor });
    const recent = page.runs.filter(({ createdAt }) => createdAt >= since);
    found.push(...recent.map(({ runId, state, startedAt }) => ({ tenantId, runId, state, startedAt })));
    if (page.cursor === undefined || recent.length < page.runs.length) return found;
    cursor = page.cursor;
  }
}
