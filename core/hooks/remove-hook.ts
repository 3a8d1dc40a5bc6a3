import { type Caller, requirePermission } from '../identity/caller.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import type { HookStore } from '../ports/hook-store.ts';
import { declareProblem } from '../problem.ts';
import { findHook } from './find-hook.ts';

const hookInUse = declareProblem('hook-in-use', { status: 409, title: 'The hook has handlers' });

/** Removes a hook without handlers; admins only. */
export async function removeHook(
  deps: { hooks: HookStore; handlers: Pick<HandlerStore, 'any'> },
  caller: Caller,
  name: string,
): Promise<void> {
  requirePermission(caller, 'administer');
  await findHook(deps, name);
  if (await deps.handlers.any(name)) {
    throw hookInUse(
      `The hook "${name}" has handlers. Remove them first: hookline handlers list --hook ${name}`,
    );
  }
  await deps.hooks.remove(name);
}
