import type { WorkflowRun } from '../../contract/workflow-run.ts';
import type { Caller } from '../../identity/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { WorkflowRunKey, WorkflowRunState, WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import type { WorkflowRunWatch } from '../../ports/workflow-run-watch.ts';
import { type FindRunDeps, findRun, getRunRecord, type RunChoice } from './find-run.ts';
import { ownSteps } from './own-steps.ts';
import { presentRun } from './present-run.ts';

/** What looking at a run, and waiting for it, takes. */
export interface GetRunDeps extends FindRunDeps {
  readonly runs: Pick<WorkflowRunStore, 'get' | 'allSteps'>;
  readonly watch: WorkflowRunWatch;
  readonly clock: Clock;
}

/** For how long to wait, and for what. */
export interface RunWait {
  readonly waitMs: number;
  /** Until the run has changed since it was answered with this; absent: until it has ended. */
  readonly changes?: number | undefined;
}

const ended: readonly WorkflowRunState[] = ['succeeded', 'failed', 'terminated', 'cancelled'];

/** Whether nothing more comes of a run by itself. */
export function hasEnded({ state }: { readonly state: WorkflowRunState }): boolean {
  return ended.includes(state);
}

/**
 * A run with its steps, as soon as it has ended (or changed), or after waiting for that.
 *
 * @throws `workflow-run-not-found`
 */
export async function getRun(
  deps: GetRunDeps,
  caller: Caller,
  choice: RunChoice,
  wait: RunWait,
): Promise<WorkflowRun> {
  const { tenantId, runId } = await findRun(deps, caller, choice);
  return await awaitRun(deps, { tenantId, runId }, wait);
}

/** The same for whoever has found the run. */
export async function awaitRun(
  deps: Pick<GetRunDeps, 'runs' | 'watch' | 'clock'>,
  key: WorkflowRunKey,
  { waitMs, changes }: RunWait,
): Promise<WorkflowRun> {
  if (waitMs === 0) return await readRun(deps, key);
  const deadline = deps.clock.now() + waitMs;
  const watcher = deps.watch.watch(key);
  try {
    for (;;) {
      const run = await readRun(deps, key);
      const leftMs = deadline - deps.clock.now();
      if (hasEnded(run) || (changes !== undefined && run.changes !== changes) || leftMs <= 0) return run;
      await watcher.change(leftMs);
    }
  } finally {
    watcher.close();
  }
}

async function readRun(deps: Pick<GetRunDeps, 'runs'>, key: WorkflowRunKey): Promise<WorkflowRun> {
  // The run first: what its steps say may then be newer, and is never older.
  const run = await getRunRecord(deps, key);
  return presentRun(run, await ownSteps(deps, key));
}
