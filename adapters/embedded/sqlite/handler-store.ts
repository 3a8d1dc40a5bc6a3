import type { HandlerRecord, HandlerStore, PlannedHandler } from '../../../core/ports/handler-store.ts';
import type { Database } from './database.ts';

/** The tag under which handlers without tags are indexed; real tags have at least one character. */
const UNTAGGED = '';

/** Versions kept in memory, since each run looks one up and they never change. */
const CACHED_VERSIONS = 10_000;

/** Handlers in SQLite: the current version by (hook, name) and by (hook, tag), every version by (id, version). */
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

  const removeTags = (id: number) =>
    database.prepare('DELETE FROM handler_tags WHERE handler_id = ?').run(id);

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
            `INSERT INTO handlers (hook, name, tenant_id, version, timeout_seconds, created_at, created_by)
             VALUES (?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (hook, name) DO UPDATE SET version = excluded.version, timeout_seconds = excluded.timeout_seconds
             RETURNING id`,
          )
          .get(
            draft.hook,
            draft.name,
            draft.tenantId,
            number,
            draft.timeoutSeconds,
            createdAt,
            createdBy,
          ) as {
          id: number;
        };
        const stored: HandlerRecord = { ...draft, id, version: number, createdAt, createdBy };
        database
          .prepare('INSERT INTO handler_versions (handler_id, version, record) VALUES (?, ?, ?)')
          .run(id, number, JSON.stringify(stored));
        removeTags(id);
        for (const tag of draft.tags.length === 0 ? [UNTAGGED] : draft.tags) {
          database
            .prepare('INSERT INTO handler_tags (hook, tag, handler_id) VALUES (?, ?, ?)')
            .run(draft.hook, tag, id);
        }
        return stored;
      });
      await database.durable();
      return record;
    },
    async get(id) {
      const row = database.prepare('SELECT version FROM handlers WHERE id = ?').get(id) as
        | { version: number }
        | undefined;
      return row === undefined ? undefined : version(id, row.version);
    },
    async list({ hook, tenantId, afterId, limit }) {
      const rows = database
        .prepare(
          `SELECT id, version FROM handlers
           WHERE id > ? AND (? IS NULL OR hook = ?) AND (? IS NULL OR tenant_id = ?) ORDER BY id LIMIT ?`,
        )
        .all(afterId, hook ?? null, hook ?? null, tenantId ?? null, tenantId ?? null, limit);
      return (rows as { id: number; version: number }[]).map((row) => version(row.id, row.version)!);
    },
    async remove(id, tenantId) {
      const removed = database.atomically(() => {
        const { changes } = database
          .prepare('DELETE FROM handlers WHERE id = ? AND (? IS NULL OR tenant_id = ?)')
          .run(id, tenantId ?? null, tenantId ?? null);
        if (changes === 1) removeTags(id);
        return changes === 1;
      });
      await database.durable();
      return removed;
    },
    async select(hook, tags, allHandlers) {
      if (allHandlers) {
        return database
          .prepare(
            'SELECT id, version, timeout_seconds AS timeoutSeconds FROM handlers WHERE hook = ? ORDER BY id',
          )
          .all(hook) as unknown as PlannedHandler[];
      }
      const byTag = database.prepare(
        `SELECT h.id, h.version, h.timeout_seconds AS timeoutSeconds
         FROM handler_tags t JOIN handlers h ON h.id = t.handler_id WHERE t.hook = ? AND t.tag = ? ORDER BY h.id`,
      );
      const untagged = byTag.all(hook, UNTAGGED) as unknown as PlannedHandler[];
      if (tags.length === 0) return untagged;
      const found = new Map(untagged.map((handler) => [handler.id, handler]));
      for (const tag of tags) {
        for (const handler of byTag.all(hook, tag) as unknown as PlannedHandler[])
          found.set(handler.id, handler);
      }
      return [...found.values()].sort((a, b) => a.id - b.id);
    },
    version: async (id, number) => version(id, number),
    any: async (hook) =>
      database.prepare('SELECT 1 FROM handlers WHERE hook = ? LIMIT 1').get(hook) !== undefined,
  };
}
