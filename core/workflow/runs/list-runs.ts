import type { WorkflowRunListing, WorkflowRunSummary } from '../../contract/workflow-run.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { findOwner } from '../registry/find-owner.ts';
import { summarizeRun } from './present-run.ts';

/**
 * The runs of the caller (of the named owner, for admins and viewers), the newest first. A page may be short of its size; `next` goes
 * on then.
 */
export async function listRuns(
  deps: { runs: Pick<WorkflowRunStore, 'list'>; identities: Pick<IdentityStore, 'userByName'> },
  caller: Caller,
  { owner, status, workflow, size, next }: WorkflowRunListing,
): Promise<{ runs: WorkflowRunSummary[]; next: string | null }> {
  requirePermission(caller, 'read');
  const tenantId = await findOwner(deps, caller, owner, 'read');
  const page = await deps.runs.list({ tenantId, states: status, workflow, limit: size, cursor: next });
  return { runs: page.runs.map(summarizeRun), next: page.cursor ?? null };
}
