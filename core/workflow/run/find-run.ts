import { type Caller, type Permission, requirePermission } from '../../identity/caller.ts';
import type { WorkflowRunKey, WorkflowRunRecord, WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { declareProblem, type HooklineError } from '../../problem.ts';

const notFound = declareProblem('workflow-run-not-found', {
  status: 404,
  title: 'There is no such run of a workflow',
});

/** What is answered about a run that is not there, or not the caller's. */
export function runNotFound({ runId }: WorkflowRunKey): HooklineError {
  return notFound(`There is no workflow run "${runId}" that you may see. See: hookline workflow list`, {
    field: 'id',
  });
}

/**
 * A run that the caller may change: one of their own, anybody's for admins.
 *
 * @throws `forbidden`, `workflow-run-not-found`.
 */
export async function findRun(
  { runs }: { readonly runs: Pick<WorkflowRunStore, 'get'> },
  caller: Caller,
  key: WorkflowRunKey,
  permission: Permission,
): Promise<WorkflowRunRecord> {
  requirePermission(caller, permission);
  const run = caller.role === 'admin' || caller.userId === key.tenantId ? await runs.get(key) : undefined;
  if (run === undefined) throw runNotFound(key);
  return run;
}
