import type { Handler } from '../contract/handler.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';

/** A handler as answered: without its code and its owner's opaque id. */
export function presentHandler(record: HandlerRecord): Handler {
  const { code, tenantId: _tenantId, ...handler } = record;
  return {
    ...handler,
    ...('workflow' in code && { workflow: code.workflow }),
    tags: [...handler.tags],
    createdAt: new Date(handler.createdAt).toISOString(),
    updatedAt: new Date(handler.updatedAt).toISOString(),
  };
}
