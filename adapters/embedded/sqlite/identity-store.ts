import type { Role } from '../../../core/contract/identity.ts';
import type { IdentityStore, KeyRecord, UserRecord } from '../../../core/ports/identity-store.ts';
import type { Database } from './database.ts';

type Row = Record<string, string | number | null>;

/** Users and keys in SQLite, and in memory: this process is the only writer, and each request looks a key and a user up. */
export function sqliteIdentityStore(database: Database): IdentityStore {
  const users = new Map<string, UserRecord>();
  const keys = new Map<string, KeyRecord>();
  for (const row of database.prepare('SELECT * FROM users').all() as Row[])
    users.set(String(row.id), toUser(row));
  for (const row of database.prepare('SELECT * FROM keys').all() as Row[])
    keys.set(String(row.id), toKey(row));
  const byName = (name: string) => [...users.values()].find((user) => user.name === name);

  return {
    async addUser(user) {
      if (byName(user.name) !== undefined) return 'taken';
      users.set(user.id, user);
      database.write(() =>
        database
          .prepare('INSERT INTO users (id, name, role, created_at) VALUES (?, ?, ?, ?)')
          .run(user.id, user.name, user.role, user.createdAt),
      );
      await database.durable();
      return 'added';
    },
    userByName: async (name) => byName(name),
    userById: async (id) => users.get(id),
    listUsers: async () => [...users.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    async addKey(key) {
      database.write(() =>
        database
          .prepare(
            'INSERT INTO keys (id, user_id, secret_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)',
          )
          .run(key.id, key.userId, key.secretHash, key.createdAt, key.expiresAt),
      );
      await database.durable();
      keys.set(key.id, key);
    },
    key: async (id) => keys.get(id),
    listKeys: async (userId) =>
      [...keys.values()]
        .filter((key) => userId === undefined || key.userId === userId)
        .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    async expireKey(id, expiresAt) {
      const key = keys.get(id);
      if (key === undefined || (key.expiresAt !== null && key.expiresAt <= expiresAt)) return;
      keys.set(id, { ...key, expiresAt });
      database.write(() =>
        database.prepare('UPDATE keys SET expires_at = ? WHERE id = ?').run(expiresAt, id),
      );
      await database.durable();
    },
  };
}

function toUser(row: Row): UserRecord {
  return {
    id: String(row.id),
    name: String(row.name),
    role: row.role as Role,
    createdAt: Number(row.created_at),
  };
}

function toKey(row: Row): KeyRecord {
  return {
    id: String(row.id),
    userId: String(row.user_id),
    secretHash: String(row.secret_hash),
    createdAt: Number(row.created_at),
    expiresAt: row.expires_at as number | null,
  };
}
