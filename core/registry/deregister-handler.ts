import { type Caller, requirePermission } from '../identity/caller.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import { declareProblem, type HooklineError } from '../problem.ts';

const noSuchHandler = declareProblem('handler-not-found', { status: 404, title: 'There is no such handler' });

/** For a handler that is not there, or not the caller's: the two look alike. */
export function handlerNotFound(id: number): HooklineError {
  return noSuchHandler(`You have no handler with the id ${id}. See: hookline handlers list`, { field: 'id' });
}

/** Removes one of the caller's handlers (an admin: anybody's). Runs already planned are carried out. */
export async function deregisterHandler(
  deps: { handlers: HandlerStore },
  caller: Caller,
  id: number,
): Promise<void> {
  requirePermission(caller, 'register');
  const removed = await deps.handlers.remove(id, caller.role === 'admin' ? undefined : caller.userId);
  if (!removed) throw handlerNotFound(id);
}
