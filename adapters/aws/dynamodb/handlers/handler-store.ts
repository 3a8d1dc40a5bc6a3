import type { HandlerStore } from '../../../../core/ports/handler-store.ts';
import type { Table } from '../table.ts';
import { getHandler, getVersion } from './get-handler.ts';
import { hasHandler } from './has-handler.ts';
import { listHandlers } from './list-handlers.ts';
import { namedHandlers } from './named-handlers.ts';
import { registerHandler } from './register-handler.ts';
import { removeHandler } from './remove-handler.ts';
import { selectHandlers } from './select-handlers.ts';

/** Handlers in the registry table; `handler-items.ts` describes their items. */
export function dynamodbHandlerStore(registry: Table): HandlerStore {
  return {
    register: (draft) => registerHandler(registry, draft),
    get: (id) => getHandler(registry, id),
    list: (filter) => listHandlers(registry, filter),
    named: (tenantId, names) => namedHandlers(registry, tenantId, names),
    remove: (id, tenantId) => removeHandler(registry, id, tenantId),
    select: (hook, tags, allHandlers) => selectHandlers(registry, hook, tags, allHandlers),
    version: async (id, version) => (await getVersion(registry, id, version))?.record,
    any: (hook) => hasHandler(registry, hook),
  };
}
