import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { WorkflowStore } from '../../ports/workflow-store.ts';
import { findWorkflow } from './find-workflow.ts';

/**
 * Removes a workflow of the caller. Runs that go on are not touched, and find their version; registered again, its versions go on.
 *
 * @throws `workflow-not-found`
 */
export async function removeWorkflow(
  deps: { workflows: Pick<WorkflowStore, 'get' | 'remove'> },
  caller: Caller,
  name: string,
): Promise<void> {
  requirePermission(caller, 'register');
  const key = { tenantId: caller.userId, name };
  // Where there is none, this says so.
  if (!(await deps.workflows.remove(key))) await findWorkflow(deps, key);
}
