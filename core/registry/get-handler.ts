import type { Handler } from '../contract/handler.ts';
import { type Caller, requirePermission, visibleTenant } from '../identity/caller.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import { handlerNotFound } from './deregister-handler.ts';
import { presentHandler } from './present-handler.ts';

/** One of the caller's handlers; anybody's for admins and viewers. */
export async function getHandler(
  deps: { handlers: Pick<HandlerStore, 'get'> },
  caller: Caller,
  id: number,
): Promise<Handler> {
  requirePermission(caller, 'read');
  const handler = await deps.handlers.get(id);
  const tenantId = visibleTenant(caller);
  if (handler === undefined || (tenantId !== undefined && handler.tenantId !== tenantId))
    throw handlerNotFound(id);
  return presentHandler(handler);
}
