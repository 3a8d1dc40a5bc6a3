import type { Hook } from '../contract/hook.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import type { HookRecord, HookStore } from '../ports/hook-store.ts';
import { declareProblem } from '../problem.ts';
import { presentHook } from './add-hook.ts';

const hookNotFound = declareProblem('hook-not-found', { status: 404, title: 'There is no such hook' });

/** The hook of that name, or the problem that says how to find the known ones. */
export async function findHook(deps: { hooks: Pick<HookStore, 'get'> }, name: string): Promise<HookRecord> {
  const hook = await deps.hooks.get(name);
  if (hook === undefined) {
    throw hookNotFound(`There is no hook "${name}". The known ones: GET /v1/hooks, or hookline hooks list`, {
      field: 'hook',
    });
  }
  return hook;
}

/** Every hook, by name; whoever may read. */
export async function listHooks(deps: { hooks: HookStore }, caller: Caller): Promise<Hook[]> {
  requirePermission(caller, 'read');
  return (await deps.hooks.list()).map(presentHook);
}

/** One hook with its description and schema; whoever may read. */
export async function getHook(deps: { hooks: HookStore }, caller: Caller, name: string): Promise<Hook> {
  requirePermission(caller, 'read');
  return presentHook(await findHook(deps, name));
}
