import type { RegisteredWorkflow } from '../../contract/registered-workflow.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { WorkflowStore } from '../../ports/workflow-store.ts';
import { findOwner } from './find-owner.ts';
import { findWorkflow } from './find-workflow.ts';
import { presentWorkflow } from './present-workflow.ts';

/** A workflow of the caller (of the named owner, for admins and viewers), at its newest version or at the named one. */
export async function getWorkflow(
  deps: { workflows: Pick<WorkflowStore, 'get'>; identities: Pick<IdentityStore, 'userByName'> },
  caller: Caller,
  name: string,
  { owner, version }: { readonly owner?: string | undefined; readonly version?: number | undefined },
): Promise<RegisteredWorkflow> {
  requirePermission(caller, 'read');
  const tenantId = await findOwner(deps, caller, owner, 'read');
  return presentWorkflow(await findWorkflow(deps, { tenantId, name }, version));
}
