import type { WorkflowRunListing, WorkflowRunSummary } from '../../contract/workflow-run.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { WorkflowRunSummary as ListedRun, WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { findOwner } from '../registry/find-owner.ts';
import { listKey } from '../run/list-key.ts';
import { summarizeRun } from './present-run.ts';

/** Pages of the store that are looked through for one answer when most runs were started by others. */
const PAGES = 10;

/**
 * The runs of the caller (of the named owner, for admins and viewers), the newest first. A page may be short of its size; `next` goes
 * on then.
 */
export async function listRuns(
  deps: { runs: Pick<WorkflowRunStore, 'list'>; identities: Pick<IdentityStore, 'userByName'> },
  caller: Caller,
  { owner, status, workflow, startedByRuns, size, next }: WorkflowRunListing,
): Promise<{ runs: WorkflowRunSummary[]; next: string | null }> {
  requirePermission(caller, 'read');
  const tenantId = await findOwner(deps, caller, owner, 'read');
  const found: ListedRun[] = [];
  let cursor = next;
  for (let pages = 0; pages < PAGES; pages++) {
    const page = await deps.runs.list({ tenantId, states: status, workflow, limit: size, cursor });
    for (const run of page.runs) {
      if (!startedByRuns && run.parent !== null) continue;
      if (found.length === size) return answer(found, listKey(found.at(-1)!));
      found.push(run);
    }
    cursor = page.cursor;
    if (cursor === undefined || startedByRuns) break;
  }
  return answer(found, cursor);
}

function answer(found: readonly ListedRun[], next: string | undefined) {
  return { runs: found.map(summarizeRun), next: next ?? null };
}
