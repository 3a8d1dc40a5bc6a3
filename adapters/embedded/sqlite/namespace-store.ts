import type { Role } from '../../../core/contract/identity.ts';
import type { NamespaceRecord, NamespaceStore } from '../../../core/ports/namespace-store.ts';
import type { Database } from './database.ts';

interface Row {
  name: string;
  owner_id: string;
  owner: string;
  readers: string;
  writers: string;
  retention_days: number;
  created_at: number;
}

/** Namespaces in SQLite, and in memory: this process is the only writer, and each sending and listing looks them up. */
export function sqliteNamespaceStore(database: Database): NamespaceStore {
  const rows = database.prepare('SELECT * FROM namespaces').all() as unknown as Row[];
  const namespaces = new Map(rows.map((row) => [row.name, toNamespace(row)]));

  const store = async (namespace: NamespaceRecord): Promise<NamespaceRecord> => {
    namespaces.set(namespace.name, namespace);
    database.write(() =>
      database
        .prepare(
          `INSERT OR REPLACE INTO namespaces (name, owner_id, owner, readers, writers, retention_days, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          namespace.name,
          namespace.ownerId,
          namespace.owner,
          JSON.stringify(namespace.readers),
          JSON.stringify(namespace.writers),
          namespace.retentionDays,
          namespace.createdAt,
        ),
    );
    await database.durable();
    return namespace;
  };

  return {
    async add({ name, ownerId, owner, readers, writers, retentionDays, createdAt }) {
      const standing = namespaces.get(name);
      return standing ?? store({ name, ownerId, owner, readers, writers, retentionDays, createdAt });
    },
    async change(name, { readers, writers, retentionDays }) {
      const standing = namespaces.get(name);
      return standing === undefined ? undefined : store({ ...standing, readers, writers, retentionDays });
    },
    get: async (name) => namespaces.get(name),
    list: async () => [...namespaces.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function toNamespace(row: Row): NamespaceRecord {
  return {
    name: row.name,
    ownerId: row.owner_id,
    owner: row.owner,
    readers: JSON.parse(row.readers) as Role[],
    writers: JSON.parse(row.writers) as Role[],
    retentionDays: row.retention_days,
    createdAt: row.created_at,
  };
}
