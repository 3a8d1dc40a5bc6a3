import type { WorkflowSummary } from '../../contract/registered-workflow.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { WorkflowStore } from '../../ports/workflow-store.ts';
import { findOwner } from './find-owner.ts';
import { summarizeWorkflow } from './present-workflow.ts';

/**
 * The workflows of the caller (of the named owner, for admins and viewers), by name. A page has at most `limit`; the next begins after
 * the last name of this one.
 */
export async function listWorkflows(
  deps: { workflows: Pick<WorkflowStore, 'list'>; identities: Pick<IdentityStore, 'userByName'> },
  caller: Caller,
  { owner, afterName, limit }: { owner?: string | undefined; afterName?: string | undefined; limit: number },
): Promise<{ workflows: WorkflowSummary[]; nextAfterName: string | null }> {
  requirePermission(caller, 'read');
  const tenantId = await findOwner(deps, caller, owner, 'read');
  const found = await deps.workflows.list(tenantId, {
    ...(afterName !== undefined && { afterName }),
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  return {
    workflows: page.map(summarizeWorkflow),
    nextAfterName: found.length > limit ? (page.at(-1)?.name ?? null) : null,
  };
}
