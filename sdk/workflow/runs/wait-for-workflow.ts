import { limits } from '../../../core/contract/limits.ts';
import type { WorkflowRun } from '../../../core/contract/workflow-run.ts';
import { HooklineClientError } from '../../client-error.ts';
import type { HooklineConnection } from '../../connection.ts';
import { askForWorkflowRun } from './get-run.ts';
import { hasEnded } from './read-run.ts';
import type { OwnerOptions } from './run-path.ts';

export interface WaitForWorkflowOptions extends OwnerOptions {
  /** How long; 60 unless given. */
  readonly timeoutSeconds?: number | undefined;
  /** Called with the run as it is first, and after each change of it and its steps; changes of one moment may come together. */
  readonly onChange?: ((run: WorkflowRun) => void) | undefined;
}

/** Between two questions when the platform answers sooner than asked, in milliseconds. */
const PAUSE_MS = 250;

/**
 * Waits until a run of a workflow has ended, by long polling; a platform that is away for a while is waited for too.
 *
 * @returns the run, which may have failed, or been terminated or cancelled: `run.state` tells.
 * @throws {HooklineClientError} `wait-timeout` when it takes longer. The run itself goes on.
 * @throws {HooklineProblem} `workflow-run-not-found`.
 */
export async function waitForWorkflow(
  connection: HooklineConnection,
  id: string,
  options: WaitForWorkflowOptions = {},
): Promise<WorkflowRun> {
  const { timeoutSeconds = 60, onChange, owner } = options;
  if (!(timeoutSeconds >= 0)) {
    const message = 'timeoutSeconds must be a number of seconds, 0 or more.';
    throw new HooklineClientError('invalid-argument', message, { field: 'timeoutSeconds' });
  }
  const deadline = performance.now() + timeoutSeconds * 1000;
  let changes: number | undefined;
  for (;;) {
    const askedAt = performance.now();
    const leftSeconds = Math.max(0, Math.round(deadline - askedAt) / 1000);
    const run = await askForWorkflowRun(connection, id, {
      owner,
      // Its first state at once, where somebody wants to see it.
      waitSeconds:
        onChange !== undefined && changes === undefined ? 0 : Math.min(limits.waitSeconds, leftSeconds),
      changes: onChange === undefined ? undefined : changes,
      retrySeconds: leftSeconds,
    });
    const hasChanged = run.changes !== changes;
    changes = run.changes;
    if (hasChanged) onChange?.(run);
    if (hasEnded(run)) return run;
    const now = performance.now();
    if (now >= deadline) throw timedOut(run, timeoutSeconds);
    const pauseMs =
      hasChanged && onChange !== undefined ? 0 : Math.min(deadline - now, PAUSE_MS - (now - askedAt));
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function timedOut({ id, state, steps }: WorkflowRun, timeoutSeconds: number): HooklineClientError {
  const active = steps.filter((step) => step.state === 'active').map((step) => step.name ?? step.id);
  const what = active.length === 0 ? state : `${state}: ${active.slice(0, 5).join(', ')}`;
  return new HooklineClientError(
    'wait-timeout',
    `The workflow run ${id} has not ended after ${timeoutSeconds} seconds (${what}). It goes on; wait longer, or look later with getWorkflowRun.`,
    { field: 'timeoutSeconds' },
  );
}
