import type { EventBinding, HookRecord, HookStore } from '../../../core/ports/hook-store.ts';
import type { Database } from './database.ts';

interface Row {
  name: string;
  description: string;
  payload_schema: string | null;
  on_event: string | null;
  created_at: number;
}

/**
 * Hooks in SQLite, and in memory: this process is the only writer, and each firing looks its hook up. The same record
 * object is returned until the hook changes, so its schema is compiled once. `onChanged` is called when one was put or removed.
 */
export function sqliteHookStore(database: Database, onChanged: () => void = () => {}): HookStore {
  const rows = database.prepare('SELECT * FROM hooks').all() as unknown as Row[];
  const hooks = new Map(rows.map((row) => [row.name, toHook(row)]));

  return {
    async put(hook) {
      const stored = { ...hook, createdAt: hooks.get(hook.name)?.createdAt ?? hook.createdAt };
      hooks.set(stored.name, stored);
      database.write(() =>
        database
          .prepare(
            'INSERT OR REPLACE INTO hooks (name, description, payload_schema, on_event, created_at) VALUES (?, ?, ?, ?, ?)',
          )
          .run(
            stored.name,
            stored.description,
            stored.payloadSchema === undefined ? null : JSON.stringify(stored.payloadSchema),
            stored.onEvent === undefined ? null : JSON.stringify(stored.onEvent),
            stored.createdAt,
          ),
      );
      await database.durable();
      onChanged();
      return stored;
    },
    get: async (name) => hooks.get(name),
    list: async () => [...hooks.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    async remove(name) {
      if (!hooks.delete(name)) return false;
      database.write(() => database.prepare('DELETE FROM hooks WHERE name = ?').run(name));
      await database.durable();
      onChanged();
      return true;
    },
  };
}

function toHook(row: Row): HookRecord {
  return {
    name: row.name,
    description: row.description,
    ...(row.payload_schema !== null && { payloadSchema: JSON.parse(row.payload_schema) }),
    ...(row.on_event !== null && { onEvent: JSON.parse(row.on_event) as EventBinding }),
    createdAt: row.created_at,
  };
}
