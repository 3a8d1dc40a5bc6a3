import type { Database } from '../database.ts';

/** Streams kept at hand; most senders use few keys. */
const REMEMBERED = 10_000;

/** The events of one namespace with one key. */
export interface Stream {
  readonly id: number;
  readonly namespaceId: number;
}

/** The numbers that stand for namespaces and keys. */
export interface Streams {
  /** Makes what is new: to be called inside a write, and never inside `atomically`. */
  intern(namespace: string, key: string): Stream;
  namespaceId(name: string): number | undefined;
  namespaceNames(): string[];
  find(namespaceId: number, key: string): Stream | undefined;
  /** In every namespace. */
  withKey(key: string): Stream[];
  /** Forgets streams that were removed. */
  forget(): void;
}

export function openStreams(database: Database): Streams {
  const namespaces = new Map<string, number>();
  const recent = new Map<string, Stream>();
  const stored = database.prepare('SELECT id, name FROM event_namespaces').all();
  for (const { id, name } of stored as { id: number; name: string }[]) namespaces.set(name, id);

  const internNamespace = (name: string): number => {
    const known = namespaces.get(name);
    if (known !== undefined) return known;
    const { lastInsertRowid } = database.prepare('INSERT INTO event_namespaces (name) VALUES (?)').run(name);
    namespaces.set(name, Number(lastInsertRowid));
    return Number(lastInsertRowid);
  };

  const find = (namespaceId: number, key: string): Stream | undefined => {
    const name = `${namespaceId}/${key}`;
    const known = recent.get(name);
    if (known !== undefined) return known;
    const row = database
      .prepare('SELECT id FROM event_streams WHERE key = ? AND namespace_id = ?')
      .get(key, namespaceId) as { id: number } | undefined;
    return row === undefined ? undefined : remember(name, { id: row.id, namespaceId });
  };

  const remember = (name: string, stream: Stream): Stream => {
    if (recent.size >= REMEMBERED) recent.delete(recent.keys().next().value!);
    recent.set(name, stream);
    return stream;
  };

  return {
    intern(namespace, key) {
      const namespaceId = internNamespace(namespace);
      const found = find(namespaceId, key);
      if (found !== undefined) return found;
      const { lastInsertRowid } = database
        .prepare('INSERT INTO event_streams (key, namespace_id) VALUES (?, ?)')
        .run(key, namespaceId);
      return remember(`${namespaceId}/${key}`, { id: Number(lastInsertRowid), namespaceId });
    },
    namespaceId: (name) => namespaces.get(name),
    namespaceNames: () => [...namespaces.keys()],
    find,
    withKey: (key) =>
      database
        .prepare('SELECT id, namespace_id AS namespaceId FROM event_streams WHERE key = ?')
        .all(key) as unknown as Stream[],
    forget: () => recent.clear(),
  };
}
