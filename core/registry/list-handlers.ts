import type { Handler } from '../contract/handler.ts';
import { type Caller, requirePermission, visibleTenant } from '../identity/caller.ts';
import type { HandlerStore } from '../ports/handler-store.ts';
import { presentHandler } from './present-handler.ts';

/**
 * The caller's handlers by id, of one hook where one is named; everybody's for admins and viewers. A page has at most
 * `limit`; the next begins after the last id of this one.
 */
export async function listHandlers(
  deps: { handlers: HandlerStore },
  caller: Caller,
  { hook, afterId, limit }: { hook?: string | undefined; afterId: number; limit: number },
): Promise<{ handlers: Handler[]; nextAfterId: number | null }> {
  requirePermission(caller, 'read');
  const tenantId = visibleTenant(caller);
  const found = await deps.handlers.list({
    ...(hook !== undefined && { hook }),
    ...(tenantId !== undefined && { tenantId }),
    afterId,
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  return {
    handlers: page.map(presentHandler),
    nextAfterId: found.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
