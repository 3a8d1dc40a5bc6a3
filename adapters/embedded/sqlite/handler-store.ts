import type { HandlerRecord, HandlerStore } from '../../../core/ports/handler-store.ts';
import type { Database } from './database.ts';
import { handlerIndex } from './handler-index.ts';

/** Versions kept in memory, since each run looks one up and they never change. */
const CACHED_VERSIONS = 10_000;

/** Handlers in SQLite, every version by (id, version); what a firing selects is found in memory. */
export function sqliteHandlerStore(database: Database): HandlerStore {
  const versions = new Map<string, HandlerRecord>();

  const version = (id: number, number: number): HandlerRecord | undefined => {
    const key = `${id}.${number}`;
    const cached = versions.get(key);
    if (cached !== undefined) return cached;
    const row = database
      .prepare('SELECT record FROM handler_versions WHERE handler_id = ? AND version = ?')
      .get(id, number) as { record: string } | undefined;
    if (row === undefined) return undefined;
    const record = JSON.parse(row.record) as HandlerRecord;
    if (versions.size >= CACHED_VERSIONS) versions.delete(versions.keys().next().value!);
    versions.set(key, record);
    return record;
  };

  const current = (id: number): HandlerRecord | undefined => {
    const row = database.prepare('SELECT version FROM handlers WHERE id = ?').get(id) as
      | { version: number }
      | undefined;
    return row === undefined ? undefined : version(id, row.version);
  };

  const index = handlerIndex();
  for (const row of database.prepare('SELECT id, version FROM handlers').all() as {
    id: number;
    version: number;
  }[]) {
    index.put(version(row.id, row.version)!);
  }

  return {
    async register(draft) {
      const record = database.atomically((): HandlerRecord | 'taken' => {
        const existing = database
          .prepare(
            'SELECT id, version, tenant_id, created_at, created_by FROM handlers WHERE hook = ? AND name = ?',
          )
          .get(draft.hook, draft.name) as
          | { id: number; version: number; tenant_id: string; created_at: number; created_by: string }
          | undefined;
        if (existing !== undefined && existing.tenant_id !== draft.tenantId) return 'taken';
        const number = existing === undefined ? 0 : existing.version + 1;
        const createdAt = existing?.created_at ?? draft.updatedAt;
        const createdBy = existing?.created_by ?? draft.updatedBy;
        const { id } = database
          .prepare(
            `INSERT INTO handlers (hook, name, tenant_id, version, created_at, created_by)
             VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (hook, name) DO UPDATE SET version = excluded.version
             RETURNING id`,
          )
          .get(draft.hook, draft.name, draft.tenantId, number, createdAt, createdBy) as {
          id: number;
        };
        const stored: HandlerRecord = { ...draft, id, version: number, createdAt, createdBy };
        database
          .prepare('INSERT INTO handler_versions (handler_id, version, record) VALUES (?, ?, ?)')
          .run(id, number, JSON.stringify(stored));
        if (existing !== undefined) index.remove(version(id, existing.version)!);
        index.put(stored);
        return stored;
      });
      await database.durable();
      return record;
    },
    get: async (id) => current(id),
    async list({ hook, tenantId, afterId, limit }) {
      const rows = database
        .prepare(
          `SELECT id, version FROM handlers
           WHERE id > ? AND (? IS NULL OR hook = ?) AND (? IS NULL OR tenant_id = ?) ORDER BY id LIMIT ?`,
        )
        .all(afterId, hook ?? null, hook ?? null, tenantId ?? null, tenantId ?? null, limit);
      return (rows as { id: number; version: number }[]).map((row) => version(row.id, row.version)!);
    },
    async named(tenantId, names) {
      const rows = database
        .prepare(
          `SELECT id, version FROM handlers INDEXED BY handlers_of_tenant
           WHERE tenant_id = ? AND name IN (SELECT value FROM json_each(?)) ORDER BY id`,
        )
        .all(tenantId, JSON.stringify(names));
      return (rows as { id: number; version: number }[]).map((row) => version(row.id, row.version)!);
    },
    async remove(id, tenantId) {
      const handler = current(id);
      if (handler === undefined || (tenantId !== undefined && handler.tenantId !== tenantId)) return false;
      index.remove(handler);
      database.write(() => database.prepare('DELETE FROM handlers WHERE id = ?').run(id));
      await database.durable();
      return true;
    },
    select: async (hook, tags, allHandlers) => index.select(hook, tags, allHandlers),
    version: async (id, number) => version(id, number),
    any: async (hook) =>
      database.prepare('SELECT 1 FROM handlers WHERE hook = ? LIMIT 1').get(hook) !== undefined,
  };
}
