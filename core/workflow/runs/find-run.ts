import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { WorkflowRunKey, WorkflowRunRecord, WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { findOwner } from '../registry/find-owner.ts';
import { runNotFound } from '../run/find-run.ts';

/** Which run is asked for: the caller's of that id, or the named owner's. */
export interface RunChoice {
  readonly id: string;
  readonly owner?: string | undefined;
}

/** What finding a run takes. */
export interface FindRunDeps {
  readonly runs: Pick<WorkflowRunStore, 'get'>;
  readonly identities: Pick<IdentityStore, 'userByName'>;
}

/**
 * A run that the caller may look at.
 *
 * @throws `forbidden`, `user-not-found`, `workflow-run-not-found`
 */
export async function findRun(
  deps: FindRunDeps,
  caller: Caller,
  { id, owner }: RunChoice,
): Promise<WorkflowRunRecord> {
  requirePermission(caller, 'read');
  return await getRunRecord(deps, { tenantId: await findOwner(deps, caller, owner, 'read'), runId: id });
}

/**
 * The key of a run that the caller may change: their own, anybody's for admins.
 *
 * @throws `forbidden`, `user-not-found`
 */
export async function keyToChange(
  deps: Pick<FindRunDeps, 'identities'>,
  caller: Caller,
  { id, owner }: RunChoice,
): Promise<WorkflowRunKey> {
  return { tenantId: await findOwner(deps, caller, owner, 'change'), runId: id };
}

/**
 * The record of a run.
 *
 * @throws `workflow-run-not-found`
 */
export async function getRunRecord(
  deps: Pick<FindRunDeps, 'runs'>,
  key: WorkflowRunKey,
): Promise<WorkflowRunRecord> {
  const run = await deps.runs.get(key);
  if (run !== undefined) return run;
  throw runNotFound(key);
}
