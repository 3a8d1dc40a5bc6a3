import { type Caller, requirePermission } from '../identity/caller.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import { declareProblem } from '../problem.ts';

const handlerNotFound = declareProblem('handler-not-found', {
  status: 404,
  title: 'There is no such handler',
});

/** Removes one of the caller's handlers (an admin: anybody's). Runs already planned are carried out. */
export async function deregisterHandler(
  deps: { handlers: HandlerStore },
  caller: Caller,
  id: number,
): Promise<void> {
  requirePermission(caller, 'register');
  const removed = await deps.handlers.remove(id, caller.role === 'admin' ? undefined : caller.userId);
  if (!removed) {
    throw handlerNotFound(`You have no handler with the id ${id}. See: hookline handlers list`, {
      field: 'id',
    });
  }
}
