import type { IdentityStore } from '../../ports/identity-store.ts';
import type { WorkflowStart, WorkflowStarted } from '../../ports/workflow-starter.ts';
import { HooklineError } from '../../problem.ts';
import { parseKeepingDigits } from '../data/exact-numbers.ts';
import type { WorkflowDeps } from '../run/deps.ts';
import { launchRun } from '../run/launch-run.ts';
import { startRun } from '../run/start-run.ts';

/**
 * Starts the workflow that a handler is registered with, for one of the handler's runs, as its owner. A run that is there already,
 * from an earlier attempt, is left as it is, also when it has failed since.
 *
 * @returns with the problem's code as the error's name, where it is refused: `workflow-not-found`, `workflow-queue-full`, ... Of those
 * that the same request would meet again no further attempt is made.
 */
export async function startForRun(
  deps: WorkflowDeps & { readonly identities: Pick<IdentityStore, 'userById'> },
  { tenantId, workflow, runId, firingId, input }: WorkflowStart,
): Promise<WorkflowStarted> {
  const standing = await deps.runs.get({ tenantId, runId });
  if (standing !== undefined) {
    // A crash may have come between its record and its execution.
    if (standing.state === 'running') await launchRun(deps, standing);
    await deps.runs.settled();
    return { started: true };
  }
  const user = await deps.identities.userById(tenantId);
  if (user === undefined) throw new Error(`The user ${tenantId} is not stored.`);
  const caller = { userId: user.id, userName: user.name, role: user.role };
  try {
    await startRun(deps, caller, {
      workflow: { name: workflow },
      runId,
      input: parseKeepingDigits(input),
      startedBy: { kind: 'firing', id: firingId },
    });
    return { started: true };
  } catch (error) {
    if (!(error instanceof HooklineError)) throw error;
    const { code, message, retryable } = error;
    return { started: false, error: { name: code, message, ...(!retryable && { terminal: true as const }) } };
  }
}
